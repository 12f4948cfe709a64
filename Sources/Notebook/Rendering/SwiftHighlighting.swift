import NotebookDisplay
import SwiftIDEUtils
import SwiftParser
import SwiftSyntax

/// Swift code as HTML, in the colours of the page: keywords `k`, types `t`, strings `s`, numbers
/// `n`, comments `c`.
func highlightedSwift(_ source: String) -> String {
  let bytes = Array(source.utf8)
  var html = ""
  var pending = (class: Character?.none, bytes: ArraySlice<UInt8>())
  func flush() {
    let text = String(decoding: pending.bytes, as: UTF8.self).htmlEscaped
    html += pending.class.map { "<span class=\"\($0)\">\(text)</span>" } ?? text
  }
  for token in Parser.parse(source: source).classifications {
    let range = token.range.lowerBound.utf8Offset..<token.range.upperBound.utf8Offset
    let style = style(token.kind, bytes[range])
    if style == pending.class, range.lowerBound == pending.bytes.endIndex {
      pending.bytes = bytes[pending.bytes.startIndex..<range.upperBound]
    } else {
      flush()
      pending = (style, bytes[range])
    }
  }
  flush()
  return html
}

private func style(_ kind: SyntaxClassification, _ text: ArraySlice<UInt8>) -> Character? {
  switch kind {
  case .keyword, .attribute, .ifConfigDirective: "k"
  case .type: "t"
  // Where a type is called or named, the parser cannot know that it is one; its capital tells.
  case .identifier: text.first.map { (0x41...0x5A).contains($0) } == true ? "t" : nil
  case .stringLiteral, .regexLiteral: "s"
  case .integerLiteral, .floatLiteral: "n"
  case .lineComment, .blockComment, .docLineComment, .docBlockComment: "c"
  default: nil
  }
}
