/// `@fig-loss`: a figure, a table, a listing, an equation or a section, called by its label.
public struct CrossReference: Hashable, Sendable {
  /// What a label names; it begins with this and a hyphen.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    case figure = "fig"
    case table = "tbl"
    case listing = "lst"
    case equation = "eq"
    case section = "sec"

    /// `nil` for a label that is of no kind.
    public init?(label: String) {
      let parts = label.split(separator: "-", maxSplits: 1)
      guard parts.count == 2, let kind = Kind(rawValue: String(parts[0])) else { return nil }
      self = kind
    }
  }

  public var kind: Kind
  /// With its kind in front: `fig-loss`.
  public var label: String
  /// `[-@fig-loss]`: "3.1" rather than "Figure 3.1".
  public var isNumberOnly: Bool
  /// Where it stands in the Markdown file; `nil` in what a cell shows.
  public var range: SourceRange?

  public init(kind: Kind, label: String, isNumberOnly: Bool = false, range: SourceRange? = nil) {
    self.kind = kind
    self.label = label
    self.isNumberOnly = isNumberOnly
    self.range = range
  }

  /// As it stands in what a cell shows.
  var withoutPlace: CrossReference {
    CrossReference(kind: kind, label: label, isNumberOnly: isNumberOnly)
  }
}

extension ByteScanner {
  /// `@fig-loss`; with a label that Chinese text or the end of a sentence would run into, `@{fig-loss}`.
  mutating func scanCrossReference() -> (kind: CrossReference.Kind, label: String)? {
    attempt { scanner in
      guard scanner.scan("@") else { return nil }
      let isBraced = scanner.scan("{")
      let label = isBraced ? scanner.scan(while: \.isInBracedLabel) : scanner.scanLabel()
      guard !isBraced || scanner.scan("}"), let kind = CrossReference.Kind(label: label.text)
      else { return nil }
      return (kind, label.text)
    }
  }

  /// Letters and digits, with punctuation between them.
  private mutating func scanLabel() -> ArraySlice<UInt8> {
    let run = scan { $0.isASCIIAlphanumeric || "-_.:".utf8.contains($0) }
    let label = run.trimmingEnd { !$0.isASCIIAlphanumeric }
    index = label.endIndex
    return label
  }
}

extension UInt8 {
  fileprivate var isInBracedLabel: Bool {
    !isASCIIWhitespace && !isASCIIControl && !"{}".utf8.contains(self)
  }
}
