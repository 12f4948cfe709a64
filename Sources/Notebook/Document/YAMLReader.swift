import Yams

/// Reads YAML values as the types that a key demands, and reports those of another type.
struct YAMLReader {
  let yaml: YAMLText
  let context: ParsingContext

  func boolean(_ node: Node, for key: String) -> Bool? {
    value(node.isPlain ? node.bool : nil, "true or false", node, key)
  }

  /// Any scalar, as it is written: a title may be `1984`, and a date stays as it is.
  func string(_ node: Node, for key: String) -> String? {
    value(node.scalar?.string, "text", node, key)
  }

  /// A list of texts, or one text.
  func strings(_ node: Node, for key: String) -> [String]? {
    let items = node.sequence.map { $0.map { $0.scalar?.string } } ?? [node.scalar?.string]
    let strings = items.compactMap { $0 }
    return value(strings.count == items.count ? strings : nil, "text or a list of texts", node, key)
  }

  func integer(_ node: Node, for key: String) -> Int? {
    value(node.isPlain ? node.int : nil, "a whole number", node, key)
  }

  func positiveInteger(_ node: Node, for key: String) -> Int? {
    let integer = node.isPlain ? node.int : nil
    return value(integer.flatMap { $0 > 0 ? $0 : nil }, "a whole number above 0", node, key)
  }

  func positiveNumber(_ node: Node, for key: String) -> Double? {
    let number = node.isPlain ? node.float : nil
    return value(
      number.flatMap { $0 > 0 && $0.isFinite ? $0 : nil }, "a number above 0", node, key)
  }

  /// Seconds, or a number with the unit `s`, `m` or `h`.
  func duration(_ node: Node, for key: String) -> Double? {
    let amount = Self.amount(node.scalar?.string, units: ["": 1, "s": 1, "m": 60, "h": 3600])
    return value(amount, "seconds, or a duration such as \"10m\"", node, key)
  }

  /// A length on paper, in points; a number alone is one of them.
  func points(_ node: Node, for key: String) -> Double? {
    let units = ["": 1, "pt": 1, "mm": 72 / 25.4, "cm": 72 / 2.54, "in": 72]
    let amount = Self.amount(node.scalar?.string, units: units)
    return value(amount, "a length such as \"10.5pt\" or \"17mm\"", node, key)
  }

  /// Bytes, or a number with the unit `KB`, `MB` or `GB`, which are powers of 1024.
  func byteCount(_ node: Node, for key: String) -> Int? {
    let units: [String: Double] = [
      "": 1, "b": 1, "kb": 0x1p10, "mb": 0x1p20, "gb": 0x1p30, "tb": 0x1p40,
    ]
    let amount = Self.amount(node.scalar?.string, units: units)
    return value(
      amount.flatMap { Int(exactly: $0.rounded()) }, "bytes, or a size such as \"512MB\"", node, key
    )
  }

  /// Numbers of lines and ranges of them: "3,5-7".
  func lineRanges(_ node: Node, for key: String) -> [ClosedRange<Int>]? {
    let parts = node.scalar?.string.split(separator: ",", omittingEmptySubsequences: false)
    let ranges = parts?.map { part -> ClosedRange<Int>? in
      let ends = part.split(separator: "-", omittingEmptySubsequences: false)
        .map { Int($0.drop(while: \.isWhitespace)) }
      guard let first = ends.first ?? nil, let last = ends.last ?? nil, ends.count <= 2,
        1 <= first, first <= last
      else { return nil }
      return first...last
    }
    return value(
      ranges?.contains(nil) == false ? ranges?.compactMap(\.self) : nil,
      "lines such as \"3,5-7\"", node, key)
  }

  func errorExpectation(_ node: Node, for key: String) -> CellOptions.ErrorExpectation? {
    let name = node.isPlain ? node.scalar?.string : nil
    let isType =
      name?.first?.isUppercase == true
      && name!.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
    let literal = (node.isPlain ? node.bool : nil).map {
      $0 ? CellOptions.ErrorExpectation.any : .never
    }
    return value(
      literal ?? (isType ? .type(name!) : nil), "true, false or the type of an error", node, key)
  }

  func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ node: Node, for key: String
  ) -> Choice? {
    let choices = Choice.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
    return value(
      node.scalar.flatMap { Choice(rawValue: $0.string) }, "one of \(choices)", node, key)
  }

  private func value<Value>(
    _ value: Value?, _ expected: String, _ node: Node, _ key: String
  ) -> Value? {
    if value == nil {
      context.error("`\(key)` should be \(expected)", at: yaml.range(of: node))
    }
    return value
  }

  private static func amount(_ text: String?, units: [String: Double]) -> Double? {
    guard let text else { return nil }
    let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let unit = text.dropFirst(digits.count).drop(while: \.isWhitespace).lowercased()
    guard let number = Double(digits), number > 0, let factor = units[unit] else { return nil }
    return number * factor
  }
}
