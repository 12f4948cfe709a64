/// A quotation that is a remark to the reader: `> [!NOTE]` on its first line, as on GitHub.
public enum Callout: String, Hashable, Sendable, CaseIterable {
  case note, tip, important, warning, caution
}

extension ParsingContext {
  /// A quotation's blocks; those of a callout, if it is one.
  func quotation(_ blocks: [Block]) -> Block.Kind {
    guard let first = blocks.first, case .paragraph(let content) = first.kind,
      case .text(let text)? = content.first,
      let marker = text.prefixMatch(of: /\[!([A-Za-z]+)\]\ */)
    else { return .blockQuote(blocks) }
    guard let callout = Callout(rawValue: marker.1.lowercased()) else {
      let names = Callout.allCases.map { $0.rawValue.uppercased() }
      warning(
        "there is no callout `\(marker.1)`"
          + String(marker.1.uppercased()).suggestion(from: names), at: first.range)
      return .blockQuote(blocks)
    }
    let rest = content.dropFirst()
    guard marker.range.upperBound == text.endIndex, rest.first?.isLineEnd != false else {
      warning(
        "`[!\(marker.1)]` begins a callout only if it stands alone on its line", at: first.range)
      return .blockQuote(blocks)
    }
    guard !rest.isEmpty else { return .callout(callout, Array(blocks.dropFirst())) }
    var paragraph = first
    paragraph.kind = .paragraph(Array(rest.dropFirst()))
    return .callout(callout, [paragraph] + blocks.dropFirst())
  }
}

extension Inline {
  fileprivate var isLineEnd: Bool {
    switch self {
    case .softBreak, .lineBreak: true
    default: false
    }
  }
}
