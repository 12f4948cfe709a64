import Foundation
import Yams

/// Reads the JSON of the Citation Style Language, as Zotero and Pandoc write it, into BibTeX's terms.
///
/// Source: https://docs.citationstyles.org/en/stable/specification.html, appendices III and IV.
enum CSLReader {
  /// - Parameter file: what messages call the file.
  static func read(_ text: String, file: String) -> (
    entries: [BibTeXEntry], diagnostics: [Diagnostic]
  ) {
    do {
      let data = Data(text.utf8)
      // Says where the text ceases to be JSON, which the decoder does not.
      _ = try JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed)
      return (try JSONDecoder().decode([Item].self, from: data).map(BibTeXEntry.init), [])
    } catch {
      let diagnostic = Diagnostic(
        .error, "no list of works in CSL's JSON: \(reason(error))", file: file,
        range: position(of: error, in: text).map { $0..<$0 })
      return ([], [diagnostic])
    }
  }

  private static func reason(_ error: any Error) -> String {
    guard let error = error as? DecodingError else { return description(of: error) }
    switch error {
    case .dataCorrupted(let context): return context.debugDescription
    case .keyNotFound(let key, let context):
      return "\(place(context.codingPath)) has no `\(key.stringValue)`"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      return "\(place(context.codingPath)): \(context.debugDescription)"
    @unknown default: return error.localizedDescription
    }
  }

  private static func description(of error: any Error) -> String {
    (error as NSError).userInfo[NSDebugDescriptionErrorKey] as? String
      ?? error.localizedDescription
  }

  // MARK: Places

  private static func position(of error: any Error, in text: String) -> SourcePosition? {
    switch error as? DecodingError {
    case .typeMismatch(_, let context), .valueNotFound(_, let context),
      .keyNotFound(_, let context):
      return position(at: context.codingPath, in: text)
    default:
      // Foundation says the offset in words alone.
      guard let match = description(of: error).firstMatch(of: /around character (\d+)/) else {
        return nil
      }
      return position(of: Int(match.1) ?? 0, in: text)
    }
  }

  /// Where the value begins that a path leads to: JSON is YAML too, whose reader knows places.
  private static func position(at path: [any CodingKey], in text: String) -> SourcePosition? {
    var node = try? Yams.compose(yaml: text)
    for key in path {
      node = key.intValue.map { node?.sequence?[$0] } ?? node?.mapping?[Node(key.stringValue)]
    }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    let yaml = YAMLText(
      lines: lines.map { YAMLText.Line(text: $1, start: SourcePosition(line: $0 + 1)) })
    // YAML breaks lines at more characters than that.
    guard let node, let mark = node.mark, mark.line <= yaml.lines.count else { return nil }
    return yaml.range(of: node).lowerBound
  }

  private static func position(of offset: Int, in text: String) -> SourcePosition {
    let before = text.utf8.prefix(offset)
    let start = before.lastIndex(of: UInt8(ascii: "\n")).map(before.index(after:))
    return SourcePosition(
      line: before.count { $0 == UInt8(ascii: "\n") } + 1,
      column: before[(start ?? before.startIndex)...].count + 1)
  }

  /// "work 3, author 1, family"
  private static func place(_ path: [any CodingKey]) -> String {
    path.enumerated().map { index, key in
      key.intValue.map { index == 0 ? "work \($0 + 1)" : "\($0 + 1)" } ?? "`\(key.stringValue)`"
    }.joined(separator: " ")
  }

  // MARK: JSON

  /// A text, which may be written as a number.
  fileprivate struct Text: Decodable {
    let string: String

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(Int.self) {
        string = String(number)
      } else {
        string = try container.decode(String.self)
      }
    }
  }

  fileprivate struct Name: Decodable {
    var family, given, literal, suffix: Text?
    var particle, droppingParticle: Text?

    private enum CodingKeys: String, CodingKey {
      case family, given, literal, suffix
      case particle = "non-dropping-particle"
      case droppingParticle = "dropping-particle"
    }

    /// "von Last, Jr, First", or "{Organisation}".
    var latex: String? {
      guard let family else { return (literal ?? given).map { "{\($0.latex)}" } }
      let name = [droppingParticle, particle, family].compactMap { $0?.latex }.joined(
        separator: " ")
      return (["{\(name)}"] + [suffix, given].compactMap { $0.map { "{\($0.latex)}" } })
        .joined(separator: ", ")
    }
  }

  fileprivate struct Date: Decodable {
    var parts: [[Text]]?
    var raw, literal: Text?

    private enum CodingKeys: String, CodingKey {
      case raw, literal
      case parts = "date-parts"
    }

    var year: String? {
      parts?.first?.first?.string
        ?? (raw ?? literal)?.string.firstMatch(of: /\d{4}/).map { String($0.0) }
    }
  }

  fileprivate struct Item: Decodable {
    var id: Text
    var type, title, container, volume, issue, page, publisher, doi, url: Text?
    var author, editor: [Name]?
    var issued: Date?

    private enum CodingKeys: String, CodingKey {
      case id, type, title, volume, issue, page, publisher, author, editor, issued
      case container = "container-title"
      case doi = "DOI"
      case url = "URL"
    }
  }
}

extension CSLReader.Text {
  /// Without CSL's own markup, such as `<i>`.
  fileprivate var latex: String {
    string.replacing(/<\/?(?:i|b|sub|sup|sc|span)(?: [^>]*)?>/, with: "")
      .map { LaTeXText.escapes[$0] ?? String($0) }.joined()
  }
}

extension BibTeXEntry {
  /// What the types are called that a list of references shows in a way of their own.
  private static let kinds = [
    "article-journal": "article", "article-magazine": "article", "article-newspaper": "article",
    "paper-conference": "inproceedings", "chapter": "incollection", "book": "book",
    "thesis": "phdthesis", "report": "techreport",
  ]

  fileprivate init(_ item: CSLReader.Item) {
    let kind = item.type.flatMap { Self.kinds[$0.string] } ?? "misc"
    self.init(kind: kind, key: item.id.string)
    func names(_ names: [CSLReader.Name]?) -> String? {
      names.map { $0.compactMap(\.latex).joined(separator: " and ") }
    }
    let publisher = ["phdthesis": "school", "techreport": "institution"][kind] ?? "publisher"
    let values: [(String, String?)] = [
      ("title", item.title?.latex), ("author", names(item.author)), ("editor", names(item.editor)),
      ("year", item.issued?.year),
      (kind == "article" ? "journal" : "booktitle", item.container?.latex),
      ("volume", item.volume?.latex), ("number", item.issue?.latex), ("pages", item.page?.latex),
      (publisher, item.publisher?.latex), ("doi", item.doi?.string), ("url", item.url?.string),
    ]
    for (name, value) in values where value?.isEmpty == false { fields[name] = value }
  }
}
