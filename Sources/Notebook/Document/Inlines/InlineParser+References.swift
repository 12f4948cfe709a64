/// References to figures, tables, equations and sections; others are citations of works, or mail.
extension InlineParser {
  /// `@fig-loss`, unless it is the middle of an address.
  mutating func readAtSign() {
    let start = scanner.index
    if scanner.byte(at: start - 1)?.isASCIIAlphanumeric != true,
      let (kind, label) = scanner.scanCrossReference()
    {
      appendReference(kind, label, from: start)
    } else if !readCitation() {
      readEmail()
    }
  }

  /// `[@fig-loss]`, which is the same as without brackets, or `[-@fig-loss]`, the number alone.
  mutating func readBracketedReference() -> Bool {
    let start = scanner.index
    let reference = scanner.attempt { scanner -> (CrossReference.Kind, String, Bool)? in
      scanner.index += 1
      let isNumberOnly = scanner.scan("-")
      guard let (kind, label) = scanner.scanCrossReference(), scanner.scan("]"),
        scanner.current != UInt8(ascii: "(")
      else { return nil }
      return (kind, label, isNumberOnly)
    }
    guard let (kind, label, isNumberOnly) = reference else { return false }
    appendReference(kind, label, isNumberOnly: isNumberOnly, from: start)
    return true
  }

  private mutating func appendReference(
    _ kind: CrossReference.Kind, _ label: String, isNumberOnly: Bool = false, from start: Int
  ) {
    let reference = CrossReference(
      kind: kind, label: label, isNumberOnly: isNumberOnly,
      range: text.range(of: start..<scanner.index))
    context.refer(to: reference)
    append(.reference(reference))
  }
}
