import NotebookDisplay

extension HTMLWriter {
  mutating func write(_ content: [Inline]) {
    let content = references.resolved(content).withoutHanBreaks
    for (index, inline) in content.enumerated() {
      guard case .math(let tex, let display) = inline else {
        write(inline)
        continue
      }
      writeFormula(
        tex, display: display, after: index > 0 ? content[index - 1].plainText.last : nil,
        before: index + 1 < content.count ? content[index + 1].plainText.first : nil)
    }
  }

  private mutating func write(_ inline: Inline) {
    switch inline {
    case .text(let text): write(justified(text))
    case .softBreak: write("\n")
    case .lineBreak: write("<br />\n")
    case .code(let code):
      write("<code\(code.isShortName ? " class=\"whole\"" : "")>\(justified(code))</code>")
    case .expression(let expression): write(expression)
    case .emphasis(let content): write("em", content)
    case .strong(let content): write("strong", content)
    case .strikethrough(let content): write("del", content)
    case .link(let destination, let title, let content):
      let note = addressNotes?.mark(destination, shownAs: content.plainText)
      write("<a href=\"\(addressAttribute(destination))\"\(Self.attribute(title))")
      write(note.map { " data-note=\"\($0)\">" } ?? ">")
      write(content)
      write("</a>")
    case .image(let picture): write(picture)
    case .span(let attributes, let content):
      let (name, attributes) = attributes.element
      write(name, attributes: attributes, content)
    case .math(let tex, let display): writeFormula(tex, display: display)
    case .html(let html): write(holdingPictures(html))
    case .footnoteReference(_, let number): writeReference(to: number)
    case .reference(let reference, let content): write(reference, content)
    case .citation(let citation, let content): write(citation, content)
    }
  }

  /// Text as HTML, for the lines of a page.
  private func justified(_ text: String) -> String {
    addressNotes != nil && words.language.usesHan ? text.htmlWithBreaks : text.htmlEscaped
  }

  private mutating func write(_ picture: Picture) {
    let address = dataAddress(picture.source) ?? addressAttribute(picture.source)
    let id = picture.id.map { " id=\"\($0.htmlEscaped)\"" } ?? ""
    let size = picture.size.map { " style=\"\($0.css)\"" } ?? ""
    write(
      "<img\(id) src=\"\(address)\" alt=\"\(picture.alternative.plainText.htmlEscaped)\""
        + "\(Self.attribute(picture.title))\(size) />")
  }

  private mutating func write(_ reference: CrossReference, _ content: [Inline]) {
    guard let target = references[reference.label] else {
      reportDangling(reference)
      write("<code class=\"pending\">@\(reference.label.htmlEscaped)</code>")
      return
    }
    let mark = references.mark(reference)
    write("<a class=\"xref\" href=\"\(addressAttribute(target.address))\"\(mark)>")
    write(content)
    write("</a>")
  }

  private mutating func reportDangling(_ reference: CrossReference) {
    guard references.isDangling(reference) else { return }
    diagnostics.append(
      Diagnostic(
        .error,
        "nothing is labelled `\(reference.label)`: no cell of that name shows a table or a figure",
        file: document.path, range: reference.range ?? range))
  }

  private mutating func write(_ tag: String, attributes: String = "", _ content: [Inline]) {
    write("<\(tag)\(attributes)>")
    write(content)
    write("</\(tag)>")
  }

  private static func attribute(_ title: String) -> String {
    title.isEmpty ? "" : " title=\"\(title.htmlEscaped)\""
  }

  /// HTML with the author's own pictures in it.
  func holdingPictures(_ html: String) -> String {
    html.replacingAddresses { address, _ in
      (address.kind == .picture ? dataAddress(address.text) : nil) ?? address.text
    }
  }

  /// A picture of the author's own as part of the page.
  private func dataAddress(_ address: String) -> String? {
    let types = [
      "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif",
      "webp": "image/webp", "svg": "image/svg+xml",
    ]
    let suffix = address.split(separator: ".").last?.lowercased() ?? ""
    guard !address.contains(":"), !address.hasPrefix("//"), let type = types[suffix],
      let bytes = options.loadPicture(address)
    else { return nil }
    return "data:\(type);base64,\(base64(bytes))"
  }

  /// The value in the place of its expression; the expression itself where it was not evaluated.
  private mutating func write(_ expression: InlineExpression) {
    guard let markdown = result.inlineValues[expression.index] else {
      write("<code class=\"pending\">\(expression.source.htmlEscaped)</code>")
      return
    }
    let number = ScientificNumber(markdown)
    let content = MarkdownSnippet.inlines(number?.markdown ?? markdown)
    let title = words.text(.computedBy, ["source": expression.source]).htmlEscaped
    // `data` is for values that a machine reads otherwise; all else is a span.
    let value = number?.machineReadable ?? machineReadable(content.plainText)
    let tag = value == nil ? "span" : "data"
    let attribute = value.map { " value=\"\($0)\"" } ?? ""
    let classes = value == nil && isQuantity(content.plainText) ? "value quantity" : "value"
    write("<\(tag) class=\"\(classes)\"\(attribute) title=\"\(title)\">")
    write(content)
    write("</\(tag)>")
  }
}

extension String {
  /// Whether it is a name or an option, such as `--strict`, which browsers would break behind its hyphens.
  fileprivate var isShortName: Bool {
    utf8.count <= 24 && utf8.contains(UInt8(ascii: "-")) && !utf8.contains(UInt8(ascii: " "))
  }
}

/// Whether it is a number with a unit, as "11.63 G", in which lines are not broken.
private func isQuantity(_ text: String) -> Bool {
  text.wholeMatch(of: /[-−+±~≈]?\d[\d,.]*\s?\S{1,8}/) != nil
}

/// "60,965,224" as 60965224, "98.12%" as 0.9812; `nil` for what is not a number.
private func machineReadable(_ text: String) -> String? {
  guard let match = text.wholeMatch(of: /([-−]?)(\d[\d,]*)(?:\.(\d+))?(%?)/) else { return nil }
  let sign = match.1.isEmpty ? "" : "-"
  var whole = match.2.filter { $0 != "," }
  var fraction = match.3.map(String.init) ?? ""
  if !match.4.isEmpty {
    let padded = String(repeating: "0", count: max(0, 3 - whole.count)) + whole
    whole = String(padded.dropLast(2))
    fraction = padded.suffix(2) + fraction
  }
  while fraction.last == "0" { fraction.removeLast() }
  return sign + whole + (fraction.isEmpty ? "" : "." + fraction)
}
