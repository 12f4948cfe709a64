/// The Swift declarations behind a chapter's `params`: cells read `params.epochs`.
enum ParameterDeclarations {
  static func source(_ parameters: [FrontMatter.Parameter]) -> String {
    let properties = parameters.map { "  let `\($0.name)` = \(literal($0.value))" }
    return """
      struct Parameters: Sendable {
      \(properties.joined(separator: "\n"))
      }
      let params = Parameters()

      """
  }

  private static func literal(_ value: FrontMatter.Parameter.Value) -> String {
    switch value {
    case .integer(let value): "\(value)"
    case .number(let value): "\(value)"
    case .boolean(let value): "\(value)"
    case .string(let value): value.debugDescription
    }
  }

  /// Parses `NAME=VALUE` as given on the command line, with the type that the default has.
  static func overriding(_ parameters: [FrontMatter.Parameter], with assignments: [String])
    throws(InvalidParameter) -> [FrontMatter.Parameter]
  {
    var parameters = parameters
    for assignment in assignments {
      guard let equals = assignment.firstIndex(of: "=") else {
        throw InvalidParameter(message: "--param \(assignment): write NAME=VALUE")
      }
      let name = assignment[..<equals]
      let text = String(assignment[assignment.index(after: equals)...])
      guard let index = parameters.firstIndex(where: { $0.name == name }) else {
        let known = parameters.map(\.name).joined(separator: ", ")
        throw InvalidParameter(
          message: "--param \(name): the chapter declares "
            + (known.isEmpty ? "no parameters" : "only \(known)"))
      }
      guard let value = parse(text, as: parameters[index].value) else {
        throw InvalidParameter(
          message: "--param \(assignment): '\(text)' is not of the default's type, "
            + typeName(parameters[index].value))
      }
      parameters[index].value = value
    }
    return parameters
  }

  private static func parse(_ text: String, as value: FrontMatter.Parameter.Value)
    -> FrontMatter.Parameter.Value?
  {
    switch value {
    case .integer: Int(text).map { .integer($0) }
    case .number: Double(text).flatMap { $0.isFinite ? .number($0) : nil }
    case .boolean: Bool(text).map { .boolean($0) }
    case .string: .string(text)
    }
  }

  private static func typeName(_ value: FrontMatter.Parameter.Value) -> String {
    switch value {
    case .integer: "a whole number"
    case .number: "a number"
    case .boolean: "true or false"
    case .string: "a string"
    }
  }
}

struct InvalidParameter: Error {
  var message: String
}
