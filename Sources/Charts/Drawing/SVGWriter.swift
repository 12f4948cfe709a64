/// Writes SVG: elements with attributes, everything escaped.
struct SVGWriter {
  /// Names and values, in their order.
  struct Attributes: ExpressibleByDictionaryLiteral {
    private(set) var list: [(name: String, value: String)]

    init(dictionaryLiteral elements: (String, String)...) {
      list = elements.map { (name: $0, value: $1) }
    }

    static func + (a: Attributes, b: Attributes) -> Attributes {
      var sum = a
      sum.list += b.list
      return sum
    }
  }

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

  /// A whole drawing with its title, its description and its style.
  ///
  /// - Parameters:
  ///   - digest: What else tells it from other drawings: ids follow from all of it, so that different
  ///     drawings on a page have different ones.
  ///   - widthLimit: How wide the drawing becomes at most, if it is wider than charts are.
  ///   - isPictures: Whether it is of pictures, which grow with the page while their text does not.
  ///   - content: Gets the beginning of the drawing's ids.
  static func drawing(
    width: Double, height: Double, title: String, description: String, digest: String,
    widthLimit: String? = nil, isPictures: Bool = false,
    content: (inout SVGWriter, _ id: String) -> Void
  ) -> String {
    let id = "chart-" + String(stableHash("\(title)\n\(description)\n\(digest)"), radix: 36)
    let attributes: Attributes = [
      "xmlns": "http://www.w3.org/2000/svg", "class": isPictures ? "chart pictures" : "chart",
      "viewBox": "0 0 \(coordinate(width)) \(coordinate(height))", "role": "img",
      "aria-labelledby": "\(id)-title \(id)-desc", "font-size": "\(ChartStyle.fontSize)",
      "fill": "#63666c",
    ]
    let limit: Attributes = widthLimit.map { ["style": "max-width:\($0)"] } ?? [:]
    var svg = SVGWriter()
    svg.element("svg", attributes + limit) { svg in
      svg.newLine()
      svg.element("title", ["id": id + "-title"], text: title)
      svg.newLine()
      svg.element("desc", ["id": id + "-desc"], text: description)
      svg.newLine()
      svg.element("style", text: ChartStyle.sheet)
      svg.newLine()
      content(&svg, id)
    }
    return svg.source
  }

  /// Text within an element.
  mutating func characters(_ text: String) { source += Self.escaped(text) }

  /// SVG that was written already.
  mutating func raw(_ svg: String) { source += svg }

  /// Between elements, so that a difference of two drawings is one of lines.
  mutating func newLine() { source += "\n" }

  private mutating func open(_ name: String, _ attributes: Attributes, isEmpty: Bool) {
    source += "<\(name)"
    for (name, value) in attributes.list { source += " \(name)=\"\(Self.escaped(value))\"" }
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

/// FNV-1a (Fowler, Noll, Vo), 64 bits: the same in each process, unlike `Hasher`.
private func stableHash(_ text: String) -> UInt64 {
  text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
}
