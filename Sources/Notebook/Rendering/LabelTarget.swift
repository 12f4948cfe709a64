/// What a label leads to, as other chapters see it.
struct LabelTarget: Codable, Hashable, Sendable {
  /// `#fig-loss`; from another chapter, what a link to that chapter says comes first.
  var address: String
  var number: String?
  /// Whether it is the whole chapter rather than a section of it.
  var isChapter = false
  /// How a section without a number is called, in Markdown.
  var title = ""

  /// Whether it is the same whatever the chapter's cells show.
  var isCertain: Bool {
    let kind = CrossReference.Kind(label: String(address.dropFirst()))
    return number != nil && (kind == .equation || kind == .section || kind == .listing)
  }
}

extension MarkdownRenderer {
  /// What the labels of a chapter lead to, as its pages show it.
  func targets(of document: Document, _ result: ExecutionResult) -> [String: LabelTarget] {
    let labels = document.labels
    guard !labels.isEmpty else { return [:] }
    let writer = MarkdownWriter(
      document, result, cells: ShownCells(document, result), languages: languages)
    var targets: [String: LabelTarget] = [:]
    for (name, _) in labels {
      guard let target = writer.references[name] else { continue }
      targets[name] = LabelTarget(
        address: target.address, number: target.number, isChapter: target.isChapter,
        title: target.number == nil ? writer.inline(target.title, onOneLine: true) : "")
    }
    return targets
  }
}

extension ShownCells {
  /// The labels that the cells' captions, and what they show as Markdown, may refer to.
  var referredLabels: Set<String> {
    var labels: Set<String> = []
    for cell in all {
      let floats = [cell.listing, cell.group] + cell.outputs.map(\.label)
      let texts = floats.map { $0?.caption } + cell.outputs.map(\.markdown)
      labels.formUnion(texts.compactMap(\.self).flatMap(CrossReference.labels))
    }
    return labels
  }
}

extension ShownCell.Output {
  fileprivate var markdown: String? {
    if case .display(let bundle) = content { bundle.text(.markdown) } else { nil }
  }
}

extension CrossReference {
  /// What stands behind the `@`s of a text, be it a reference or not.
  fileprivate static func labels(in markdown: String) -> [String] {
    guard markdown.utf8.contains(UInt8(ascii: "@")) else { return [] }
    var scanner = ByteScanner(Array(markdown.utf8))
    var labels: [String] = []
    while !scanner.isAtEnd {
      if let (_, label) = scanner.scanCrossReference() {
        labels.append(label)
      } else {
        scanner.index += 1
      }
    }
    return labels
  }
}
