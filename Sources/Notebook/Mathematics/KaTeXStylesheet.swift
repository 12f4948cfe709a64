/// KaTeX's style sheet, of which a page gets what it uses: all rules, but few of the fonts.
struct KaTeXStylesheet {
  /// CSS properties by their names.
  private typealias Declarations = [Substring: Substring]

  /// What a rule says about the font of some elements.
  private struct FontRule {
    /// All that its selector names.
    var classes: Set<Substring>
    /// Whether these are classes of the element itself, rather than of those around it too.
    var areOwn: Bool
    var font: Declarations
  }

  /// The font of an element that no rule is about.
  private static let initialFont: Declarations = [
    "font-family": "KaTeX_Main", "font-weight": "400", "font-style": "normal",
  ]

  /// One for each font file.
  private var faces: [Declarations] = []
  private var fontRules: [FontRule] = []
  private var otherText = ""

  /// - Parameter text: The contents of `katex.min.css`, whose rules are not nested.
  init(_ text: String) {
    for rule in text.split(separator: "}") {
      let parts = rule.split(separator: "{", maxSplits: 1)
      guard parts.count == 2 else { continue }
      let declarations = Self.declarations(parts[1])
      if parts[0] == "@font-face" {
        faces.append(declarations)
        continue
      }
      otherText += rule + "}"
      let font = declarations.filter { Self.initialFont.keys.contains($0.key) }
      guard !font.isEmpty else { continue }
      fontRules += parts[0].split(separator: ",").map { Self.fontRule($0, font) }
    }
  }

  /// The style sheet for a page with this HTML, with the fonts inside.
  ///
  /// - Parameter font: Reads a font file; its path is relative to the style sheet.
  func text(for html: String, font: (_ path: String) throws(MathError) -> [UInt8])
    throws(MathError) -> String
  {
    var text = ""
    for face in usedFaces(in: html) {
      guard let path = Self.path(of: face) else { continue }
      text += Self.rule(of: face, source: "data:font/woff2;base64,\(base64(try font(path)))")
    }
    return text + otherText + "\n"
  }

  /// The style sheet for any page, which refers to the fonts as KaTeX's own does.
  var linkedText: String {
    let rules = faces.compactMap { face in
      Self.path(of: face).map { Self.rule(of: face, source: $0) }
    }
    return rules.joined() + otherText + "\n"
  }

  /// The paths of all fonts, relative to the style sheet.
  var fontPaths: [String] { faces.compactMap(Self.path) }

  private static func rule(of face: Declarations, source: String) -> String {
    let font = initialFont.keys.sorted().map { ";\($0):\(face[$0]!)" }
    return "@font-face{src:url(\(source))\(font.joined())}\n"
  }

  /// The faces that `html` may use: rarely one more, never one less.
  private func usedFaces(in html: String) -> [Declarations] {
    let fonts = fonts(in: html)
    let used = fonts.flatMap { font in
      let family = faces.filter { $0["font-family"] == font["font-family"] }
      let exact = family.filter { face in font.allSatisfy { face[$0.key] == $0.value } }
      // A browser makes a missing face out of another one.
      return exact.isEmpty ? family : exact
    }
    return faces.filter(used.contains)
  }

  /// The fonts that rules give to the elements of a page.
  private func fonts(in html: String) -> Set<[Substring: Substring]> {
    let elements = Self.classes(in: html).map { Set($0.split(separator: " ")) }
    let page = elements.reduce(into: Set()) { $0.formUnion($1) }
    var fonts = Set(
      elements.map { classes in
        fontRules.filter { $0.areOwn && classes.isSuperset(of: $0.classes) }
          .reduce(Self.initialFont) { $0.merging($1.font) { $1 } }
      })
    // Whether the elements are nested as a selector wants them is not worth finding out.
    for rule in fontRules where !rule.areOwn && page.isSuperset(of: rule.classes) {
      fonts.insert(Self.initialFont.merging(rule.font) { $1 })
    }
    return fonts
  }

  /// The values of all `class` attributes. By bytes: pages are long.
  private static func classes(in html: String) -> Set<String> {
    let name = Array("class=\"".utf8)
    var html = html
    return html.withUTF8 { bytes in
      var values: Set<String> = []
      var next = bytes.startIndex
      while let quote = bytes[next...].firstIndex(of: UInt8(ascii: "\"")) {
        let end = bytes[(quote + 1)...].firstIndex(of: UInt8(ascii: "\"")) ?? bytes.endIndex
        guard bytes[...quote].suffix(name.count).elementsEqual(name) else {
          next = quote + 1
          continue
        }
        values.insert(String(decoding: bytes[(quote + 1)..<end], as: UTF8.self))
        next = min(end + 1, bytes.endIndex)
      }
      return values
    }
  }

  // MARK: CSS

  /// `name:value;…`
  private static func declarations(_ text: Substring) -> Declarations {
    let pairs = text.split(separator: ";").map { $0.split(separator: ":", maxSplits: 1) }
    return Declarations(pairs.filter { $0.count == 2 }.map { ($0[0], $0[1]) }) { $1 }
  }

  /// - Parameter selector: Of classes and elements below `.katex`.
  private static func fontRule(_ selector: Substring, _ font: Declarations) -> FontRule {
    let parts = selector.split { $0 == " " || $0 == ">" }.filter { $0 != ".katex" }
    let classes = parts.filter { $0.hasPrefix(".") }.flatMap { $0.split(separator: ".") }
    return FontRule(classes: Set(classes), areOwn: parts.count == 1, font: font)
  }

  /// The WOFF2 file among the sources of a face.
  private static func path(of face: Declarations) -> String? {
    face["src"]?.firstMatch(of: /url\(([^)]*\.woff2)\)/).map { String($0.1) }
  }
}
