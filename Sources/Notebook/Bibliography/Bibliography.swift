/// The works that a chapter may cite, by their keys.
public struct Bibliography: Sendable {
  private(set) var works: [String: Work] = [:]

  init(_ entries: [BibTeXEntry]) {
    for entry in entries { works[entry.key] = works[entry.key] ?? Work(entry) }
  }

  /// Reads files in BibTeX or, where they are called `.json`, in that of CSL; later
  /// entries do not replace earlier ones of the same key.
  static func read(_ files: [(name: String, text: String)]) -> (Bibliography, [Diagnostic]) {
    let read = files.map { file in
      file.name.hasSuffix(".json")
        ? CSLReader.read(file.text, file: file.name)
        : BibTeXReader.read(file.text, file: file.name)
    }
    return (Bibliography(read.flatMap(\.entries)), read.flatMap(\.diagnostics))
  }
}

/// An entry of a bibliography, as a page shows it.
struct Work: Sendable {
  var key: String
  var kind: String
  var authors: [PersonName]
  /// Whether there are authors that the entry does not name.
  var hasMoreAuthors: Bool
  /// Those of the book or the proceedings that the work is in.
  var editors: [PersonName]
  /// As written; empty for what has none.
  var year: String
  /// The fields as they are written, in LaTeX.
  private var fields: [String: String]

  init(_ entry: BibTeXEntry) {
    key = entry.key
    kind = entry.kind
    fields = entry.fields
    let people = entry.fields["author"] ?? entry.fields["editor"] ?? ""
    (authors, hasMoreAuthors) = PersonName.names(in: people)
    editors =
      entry.fields["author"] == nil ? [] : PersonName.names(in: entry.fields["editor"] ?? "").names
    let year = entry.fields["year"] ?? entry.fields["date"].map { String($0.prefix(4)) }
    self.year = LaTeXText.plain(year ?? "")
  }

  func text(_ field: String) -> String? {
    fields[field].map(LaTeXText.plain).flatMap { $0.isEmpty ? nil : $0 }
  }

  func inlines(_ field: String) -> [Inline] { fields[field].map(LaTeXText.inlines) ?? [] }

  /// What it is called by if it has no authors.
  var title: String { text("title") ?? key }

  /// Whether the work is in Chinese.
  var isChinese: Bool { title.contains(where: \.isHan) }

  /// Where to find it on the web.
  var address: String? {
    if let doi = fields["doi"] {
      return doi.hasPrefix("http") ? doi : "https://doi.org/" + doi
    }
    let howPublished = fields["howpublished"]?.firstMatch(of: /\\url\s*\{([^}]*)\}/)
    if let url = fields["url"] ?? howPublished.map({ String($0.1) }) {
      return url.replacing("\\", with: "")
    }
    guard let preprint = fields["eprint"],
      fields["archiveprefix"]?.lowercased() == "arxiv"
        || fields["eprinttype"]?.lowercased() == "arxiv"
    else { return nil }
    return "https://arxiv.org/abs/" + preprint
  }
}
