/// Describes types as text that says what their values are made of, and that is the same in each
/// process.
///
/// Units' modules are numbered in the order in which they turn up: a type stays the same when the
/// cell that declares it gets another name. So do types of the same name in the same module, which
/// may be local to functions.
struct TypeDescriber {
  private var units: [String] = []
  private var namesakes: [String: [ContextDescriptor]] = [:]
  private var described: Set<TypeMetadata> = []

  /// The type's name, and the members of all types that its values can be made of as far as they are
  /// described for the first time.
  mutating func describe(_ type: Any.Type) -> String {
    var text = name(of: type)
    var rest = [type]
    while let next = rest.popLast() {
      let metadata = TypeMetadata(next)
      guard described.insert(metadata).inserted else { continue }
      let members: [ValueMember]
      if metadata.kind == .class {
        guard case .success(let layout) = ObjectLayout.of(metadata) else { continue }
        members = layout.members
      } else {
        members = ValueCodecs.codec(for: next).members
      }
      guard !members.isEmpty else { continue }
      let list = members.map { "\($0.component): \(name(of: $0.type))" }
      text += "\n\(name(of: next)) { \(list.joined(separator: ", ")) }"
      rest += members.reversed().map(\.type)
    }
    return text
  }

  /// A function's symbol without what depends on units' names.
  mutating func describe(function symbol: String) -> String {
    replacingUnits(in: demangled(symbol) ?? symbol)
  }

  private mutating func name(of type: Any.Type) -> String {
    let metadata = TypeMetadata(type)
    switch metadata.kind {
    case .tuple:
      let labels = metadata.labels.split(separator: " ", omittingEmptySubsequences: false)
      var parts: [String] = []
      for (index, element) in metadata.elements.enumerated() {
        let label = labels.indices.contains(index) ? "\(labels[index]): " : ""
        parts.append(label + name(of: element.type))
      }
      return "(\(parts.joined(separator: ", ")))"
    case .metatype:
      return name(of: metadata.instanceType.type) + ".Type"
    default:
      guard let descriptor = metadata.descriptor, let parameters = descriptor.genericParameters
      else { return replacingUnits(in: _typeName(type)) }
      var arguments: [String] = []
      for index in 0..<parameters.count {
        let argument = metadata.genericArguments!.load(
          fromByteOffset: 8 * index, as: UnsafeRawPointer.self)
        arguments.append(name(of: TypeMetadata(at: argument).type))
      }
      return name(of: descriptor)
        + (arguments.isEmpty ? "" : "<\(arguments.joined(separator: ", "))>")
    }
  }

  private mutating func name(of context: ContextDescriptor) -> String {
    guard let parent = context.parent else { return unit(context.name) ?? context.name }
    let outer = name(of: parent)
    // What is private, or local to a function, or declared in an extension.
    guard context.kind != .anonymous, context.kind != .extension else { return outer }
    let name = "\(outer).\(context.name)"
    let others = namesakes[name, default: []]
    let number = others.firstIndex(of: context) ?? others.count
    if number == others.count { namesakes[name, default: []].append(context) }
    return number == 0 ? name : "\(name)#\(number)"
  }

  /// What stands for a module if it is a unit's.
  private mutating func unit(_ module: String) -> String? {
    guard module.hasPrefix("Cell") else { return nil }
    let number = units.firstIndex(of: module) ?? units.count
    if number == units.count { units.append(module) }
    return "#\(number)"
  }

  /// Of names that are known as text alone: of existentials and of functions.
  private mutating func replacingUnits(in text: String) -> String {
    var result = ""
    // What is private is followed by an address.
    var rest = text.replacing(/\(unknown context at \$[0-9a-f]+\)\./, with: "")[...]
    while let character = rest.first {
      let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
      guard !word.isEmpty else {
        result.append(character)
        rest = rest.dropFirst()
        continue
      }
      rest = rest.dropFirst(word.count)
      let isModule = rest.first == "." && result.last != "."
      result += isModule ? unit(String(word)) ?? String(word) : String(word)
    }
    return result
  }
}
