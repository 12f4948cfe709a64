/// How modules find what they are made of: by reflection over their stored properties, so that
/// authors of modules declare nothing twice.
extension Module {
  public var children: [NamedModule] {
    storedProperties(of: self).flatMap { name, value -> [NamedModule] in
      if let module = value as? any Module { return [(name, module)] }
      if let modules = value as? [any Module] {
        return modules.enumerated().map { ("\(name).\($0)", $1) }
      }
      return []
    }
  }

  /// The parameters in the module's own stored properties, in order of declaration.
  public var ownParameters: [NamedParameter] {
    storedProperties(of: self).compactMap { name, value in
      (value as? Parameter).map { (name, $0) }
    }
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
