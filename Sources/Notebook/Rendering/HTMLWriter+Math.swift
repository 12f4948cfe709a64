import NotebookDisplay

extension HTMLWriter {
  /// Writes what stands in `range`.
  mutating func within(_ range: SourceRange, _ body: (inout HTMLWriter) -> Void) {
    let outer = self.range
    self.range = range
    body(&self)
    self.range = outer
  }

  /// A formula on lines of its own.
  mutating func writeEquation(_ tex: String, label: String?) {
    let number = label.flatMap { references.equations.numbers[$0] }
    let values = EquationTemplate(
      words: words, id: label, number: tex.ownTag == nil ? number : nil,
      description: number.map { words.reference(to: .equation, $0) } ?? words[.equation],
      html: typeset(tex, display: true))
    write(templates.render(.equation, values) + "\n")
  }

  /// A formula in a line of text.
  ///
  /// Browsers neither keep a formula and its punctuation on one line nor space formulas as they
  /// space words among Chinese characters. Word joiners do the one, the style sheet the other,
  /// for which it has to know where punctuation is.
  ///
  /// - Parameters:
  ///   - previous: The character in front of it.
  ///   - next: The character behind it.
  mutating func writeFormula(
    _ tex: String, display: Bool, after previous: Character? = nil, before next: Character? = nil
  ) {
    let html = typeset(tex, display: display)
    guard !display else {
      let label = words[.equation].htmlEscaped
      write(
        "<span class=\"m\" tabindex=\"0\" role=\"group\" aria-label=\"\(label)\">\(html)</span>")
      return
    }
    let isOpened = previous?.opens == true
    let isClosed = next?.closes == true
    write(isOpened ? "&#x2060;" : "")
    write("<span class=\"m\(isOpened ? " ps" : "")\(isClosed ? " pe" : "")\">\(html)</span>")
    write(isClosed ? "&#x2060;" : "")
  }

  /// The CSS for the formulas in `html`.
  mutating func mathStyle(for html: String) -> String {
    do {
      return try math.style(for: html)
    } catch {
      report(error)
      return ""
    }
  }

  private mutating func typeset(_ tex: String, display: Bool) -> String {
    do {
      let html = try math.html(tex: tex, display: display)
      hasFormulas = true
      return html
    } catch {
      report(error, in: tex)
      let message = error.message.htmlEscaped
      return "<code class=\"tex-error\" title=\"\(message)\">\(tex.htmlEscaped)</code>"
    }
  }

  private mutating func report(_ error: MathError, in tex: String = "") {
    var diagnostic = Diagnostic(.error, error.message, file: document.path)
    if case .formula(let offset) = error.place {
      // Outside of all blocks stands what repeats them, such as the table of contents.
      guard let range else { return }
      diagnostic.range = document.range(ofTeX: tex, at: offset, within: range)
    }
    if !diagnostics.contains(diagnostic) { diagnostics.append(diagnostic) }
  }
}

extension Document {
  /// Where in the Markdown file a formula stands, or a place in it.
  ///
  /// - Parameters:
  ///   - offset: The place in `tex`; `nil` for the whole formula.
  ///   - block: The formula's block, which is the best answer where the formula is not written in
  ///     one piece, as in a quotation of several lines.
  fileprivate func range(ofTeX tex: String, at offset: Int?, within block: SourceRange)
    -> SourceRange
  {
    let lines = source.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let first = block.lowerBound.line - 1
    let end = min(lines.count, block.upperBound.line)
    guard !tex.isEmpty, 0 <= first, first < end else { return block }
    let text = lines[first..<end].joined(separator: [UInt8(ascii: "\n")])
    guard let start = Array(text).firstFormula(Array(tex.utf8)) else { return block }
    func position(_ offset: Int) -> SourcePosition {
      let before = text.prefix(start + offset)
      let line = before.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      return SourcePosition(line: first + line.count, column: line[line.count - 1].count + 1)
    }
    return offset.map { position($0)..<position($0) } ?? position(0)..<position(tex.utf8.count)
  }
}

extension [UInt8] {
  /// Where `tex` first follows a dollar; else where it first occurs.
  fileprivate func firstFormula(_ tex: [UInt8]) -> Int? {
    let starts = ranges(of: tex).map(\.lowerBound)
    let isSpace = Set(" \t\r\n".utf8).contains
    return starts.first { self[..<$0].last { !isSpace($0) } == UInt8(ascii: "$") } ?? starts.first
  }
}

extension Character {
  /// Whether a line may not end with it.
  fileprivate var opens: Bool {
    [.openPunctuation, .initialPunctuation].contains(category)
  }

  /// Whether a line may not begin with it.
  fileprivate var closes: Bool {
    [.closePunctuation, .finalPunctuation, .otherPunctuation].contains(category)
  }

  private var category: Unicode.GeneralCategory {
    unicodeScalars[unicodeScalars.startIndex].properties.generalCategory
  }
}
