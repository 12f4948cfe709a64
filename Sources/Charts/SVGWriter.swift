/// Writes SVG: elements with attributes, everything escaped.
struct SVGWriter {
  typealias Attributes = KeyValuePairs<String, String>

  private(set) var source = ""

  mutating func element(_ name: String, _ attributes: Attributes = [:], text: String? = nil) {
    open(name, attributes, isEmpty: text == nil)
    if let text { source += Self.escaped(text) + "</\(name)>" }
  }

  mutating func element(
    _ name: String, _ attributes: Attributes = [:], content: (inout SVGWriter) -> Void
  ) {
    open(name, attributes, isEmpty: false)
    content(&self)
    source += "</\(name)>"
  }

  /// Between elements, so that a difference of two drawings is one of lines.
  mutating func newLine() { source += "\n" }

  private mutating func open(_ name: String, _ attributes: Attributes, isEmpty: Bool) {
    source += "<\(name)"
    for (name, value) in attributes { source += " \(name)=\"\(Self.escaped(value))\"" }
    source += isEmpty ? "/>" : ">"
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      // Not allowed in XML, whether escaped or not.
      case "\0"..<"\t", "\u{B}"..<"\r", "\u{E}"..<" ", "\u{FFFE}", "\u{FFFF}": break
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
