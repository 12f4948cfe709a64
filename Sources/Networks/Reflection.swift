/// How modules find what they are made of: by reflection over their stored properties, so that
/// authors of modules declare nothing twice.
extension Module {
  public var children: [NamedModule] {
    stored((any Module).self, in: self).map { (name: $0, module: $1) }
  }

  public var ownParameters: [NamedParameter] {
    stored(Parameter.self, in: self).map { (name: $0, parameter: $1) }
  }

  /// The buffers in the module's own stored properties, in order of declaration.
  public var ownBuffers: [NamedBuffer] {
    stored(Buffer.self, in: self).map { (name: $0, buffer: $1) }
  }
}

/// The parts of that type in an object's stored properties: single ones by the property's name,
/// those of an array by name and index.
private func stored<Part>(_: Part.Type, in object: AnyObject) -> [(String, Part)] {
  storedProperties(of: object).flatMap { name, value -> [(String, Part)] in
    if let part = value as? Part { return [(name, part)] }
    if let parts = value as? [Part] {
      return parts.enumerated().map { ("\(name).\($0)", $1) }
    }
    return []
  }
}

/// The names and values of an object's stored properties, those of superclasses first; optional
/// properties are unwrapped or left out.
private func storedProperties(of object: AnyObject) -> [(name: String, value: Any)] {
  let mirrors = sequence(first: Mirror(reflecting: object), next: \.superclassMirror)
  return Array(mirrors).reversed().flatMap(\.children).compactMap { child in
    guard let name = child.label, let value = unwrapped(child.value) else { return nil }
    return (name, value)
  }
}

private func unwrapped(_ value: Any) -> Any? {
  let mirror = Mirror(reflecting: value)
  return mirror.displayStyle == .optional ? mirror.children.first?.value : value
}
