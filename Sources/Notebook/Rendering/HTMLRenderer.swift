import NotebookDisplay

/// A chapter as one HTML page that asks nothing of any other file.
///
/// The same chapter always gives the same bytes.
public struct HTMLRenderer: Sendable {
  let templates: Templates
  let math: any MathTypesetting

  public init(templates: Templates, math: any MathTypesetting = TeXSource()) {
    self.templates = templates
    self.math = math
  }

  /// The whole page.
  public func page(
    _ document: Document, _ result: ExecutionResult, options: PageOptions = PageOptions()
  ) -> RenderedPage {
    let frontMatter = document.frontMatter
    let cells = ShownCells(document, result)
    var writer = writer(document, result, cells, options)
    let contents = frontMatter.showsContents ? writer.contents() : nil
    let opener = document.hasTitleInText ? nil : opener(&writer)
    writer.addressNotes = AddressNotes()
    writer.writeSections(document.blocksBelowTitle)
    let styles = styles(of: &writer)
    let title = document.readableTitle
    let text = templates.render(
      .page,
      PageTemplate(
        words: writer.words, language: frontMatter.language,
        isRightToLeft: writer.words.language.isRightToLeft,
        isWideOnPaper: frontMatter.paper.isWide,
        runningHead: frontMatter.title == nil ? nil : cssString(title), title: title,
        description: frontMatter.description.map(MarkdownSnippet.text),
        author: frontMatter.authors.isEmpty ? nil : frontMatter.authors.joined(separator: ", "),
        fingerprint: options.fingerprint,
        feed: options.feed, styleSheets: styles.files,
        style: styles.text + (frontMatter.paper.css ?? "")
          + writer.drawingStyles.map { $0 + "\n" }.joined(),
        theme: templates.theme,
        scriptFiles: options.assets.map { assets in
          [PageOptions.Assets.script, PageOptions.Assets.search].map(assets.address)
        } ?? [],
        script: options.assets == nil ? templates.script : nil,
        searchIndex: options.assets?.address(of: PageOptions.Assets.searchIndex),
        book: options.book, opener: opener,
        contents: contents, body: writer.html,
        colophon: colophon(writer, cells),
        turn: options.previous == nil && options.next == nil
          ? nil : PageTemplate.Turn(previous: options.previous, next: options.next)))
    return RenderedPage(text: text + "\n", diagnostics: writer.diagnostics)
  }

  /// The style sheets that the page refers to, or the text of those that it holds.
  private func styles(of writer: inout HTMLWriter) -> (files: [String], text: String) {
    guard let assets = writer.options.assets else {
      return ([], writer.mathStyle(for: writer.html) + templates.style)
    }
    var files = [assets.address(of: PageOptions.Assets.style)]
    if writer.hasFormulas {
      files.insert(assets.address(of: PageOptions.Assets.mathStyle), at: 0)
    }
    return (files, "")
  }

  /// What can't be rendered as it is meant, as far as that shows before any cell has run.
  public func problems(in document: Document) -> [Diagnostic] {
    let result = ExecutionResult()
    var writer = writer(document, result, ShownCells(document, result), PageOptions())
    writer.write(document.blocks.filter { if case .cell = $0.kind { false } else { true } })
    return writer.diagnostics
  }

  /// The text alone, as it stands in the page's `article`.
  public func text(_ document: Document, _ result: ExecutionResult = ExecutionResult()) -> String {
    var writer = writer(document, result, ShownCells(document, result), PageOptions())
    writer.write(document.blocks)
    return writer.html
  }

  private func writer(
    _ document: Document, _ result: ExecutionResult, _ cells: ShownCells, _ options: PageOptions
  ) -> HTMLWriter {
    HTMLWriter(
      document, result, cells: cells, templates: templates, math: math, options: options)
  }

  private func colophon(_ writer: HTMLWriter, _ cells: ShownCells) -> String {
    let seed = writer.document.frontMatter.execute.seed
    let source = writer.options.source.map { link(.init(writer.document.fileName, href: $0)) }
    let colophon = writer.words.colophon(
      source: source ?? writer.document.fileName.htmlEscaped,
      facts: [writer.options.toolchain, seed.map(writer.words.seed)].compactMap { $0 },
      cells: cells.count, failures: cells.failureCount,
      recorded: cells.recordedCount)
    guard cells.foldsCode else { return colophon }
    let remark = writer.words[.space] + writer.words[.codeOnScreen].htmlEscaped
    return colophon + "<span class=\"on-paper\"\(writer.words.mark(.codeOnScreen))>\(remark)</span>"
  }

  func link(_ link: PageOptions.Link) -> String {
    "<a href=\"\(addressAttribute(link.href))\">\(link.text.htmlEscaped)</a>"
  }
}

extension HTMLWriter {
  /// The headings of the two upper levels below the title; `nil` where there is nothing to list.
  fileprivate mutating func contents() -> ContentsTemplate? {
    let headings = document.outline.filter { $0.level > 1 }
    guard let top = headings.map(\.level).min() else { return nil }
    var entries: [ContentsTemplate.Entry] = []
    for heading in headings where heading.level <= top + 1 {
      let title = references.resolved(heading.content).withoutLinks
      let entry = ContentsTemplate.Entry(
        id: percentEncoded(heading.id), isNumbered: heading.number != nil,
        number: heading.number ?? "",
        title: captured { $0.write(title) })
      if heading.level == top || entries.isEmpty {
        entries.append(entry)
      } else {
        entries[entries.count - 1].entries.append(entry)
      }
    }
    return ContentsTemplate(entries: entries)
  }
}

/// A CSS string, in the quotes that need no escaping in an attribute.
private func cssString(_ text: String) -> String {
  let escaped = text.unicodeScalars.map { scalar in
    switch scalar {
    case "'", "\\": "\\\(scalar)"
    case "\n", "\r", "\u{C}": " "
    default: "\(scalar)"
    }
  }
  return "'\(escaped.joined())'"
}
