import Foundation

/// A Jupyter notebook: nbformat 4.5.
///
/// Source: "The notebook file format", nbformat.readthedocs.io.
public struct JupyterNotebook: Codable, Equatable, Sendable {
  public var cells: [JupyterCell]
  public var metadata: Metadata
  public var nbformat = 4
  public var nbformatMinor = 5

  public struct Metadata: Codable, Equatable, Sendable {
    public struct Kernel: Codable, Equatable, Sendable {
      var name, displayName: String?
      var language: String?

      enum CodingKeys: String, CodingKey {
        case name, language
        case displayName = "display_name"
      }
    }

    public struct Language: Codable, Equatable, Sendable {
      var name: String?
      var fileExtension: String?

      enum CodingKeys: String, CodingKey {
        case name
        case fileExtension = "file_extension"
      }
    }

    var kernel: Kernel?
    var language: Language?
    /// What the Markdown ends with, if not with one line break.
    var markdownEnd: String?

    enum CodingKeys: String, CodingKey {
      case kernel = "kernelspec"
      case language = "language_info"
      case markdownEnd = "markdown_end"
    }

    static let swift = Metadata(
      kernel: Kernel(name: "swift", displayName: "Swift", language: "swift"),
      language: Language(name: "swift", fileExtension: ".swift"))
  }

  enum CodingKeys: String, CodingKey {
    case cells, metadata, nbformat
    case nbformatMinor = "nbformat_minor"
  }

  /// The language of its code.
  var codeLanguage: String {
    (metadata.language?.name ?? metadata.kernel?.language ?? "swift").lowercased()
  }

  /// Reads a file's content.
  ///
  /// - Throws: ``Unreadable`` for what is no notebook, or one of an older format than 4.
  public init(json: Data) throws(Unreadable) {
    do {
      self = try JSONDecoder().decode(JupyterNotebook.self, from: json)
    } catch let error as DecodingError {
      throw Unreadable(reason: Self.describe(error))
    } catch {
      throw Unreadable(reason: error.localizedDescription)
    }
    guard nbformat == 4 else {
      throw Unreadable(reason: "its format is \(nbformat), and only 4 can be read")
    }
  }

  public struct Unreadable: Error, Equatable {
    public let reason: String
  }

  private static func describe(_ error: DecodingError) -> String {
    func place(_ context: DecodingError.Context) -> String {
      let path = context.codingPath.map { key in
        key.intValue.map { "[\($0)]" } ?? ".\(key.stringValue)"
      }
      return path.isEmpty ? "the notebook" : path.joined()
    }
    return switch error {
    case .keyNotFound(let key, let context): "\(place(context)) has no '\(key.stringValue)'"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      "\(place(context)) has a value of another type"
    case .dataCorrupted(let context): context.debugDescription
    @unknown default: error.localizedDescription
    }
  }

  /// The file's content, the same for the same notebook.
  public var json: Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    // Strings and numbers can always be encoded.
    return try! encoder.encode(self) + Data("\n".utf8)
  }
}

public struct JupyterCell: Codable, Equatable, Sendable {
  public enum Kind: String, Codable, Sendable { case markdown, code, raw }

  /// How the cell is written in Markdown, as far as that isn't the usual way.
  struct Layout: Codable, Equatable, Sendable {
    /// What stands in front of the cell, if not one empty line.
    var before: String?
    /// The lines around code, if not "```swift" and "```".
    var opening, closing: String?

    var isUsual: Bool { self == Layout() }
  }

  struct Metadata: Codable, Equatable, Sendable {
    var layout: Layout?

    enum CodingKeys: String, CodingKey { case layout = "notebook_layout" }
  }

  public var kind: Kind
  public var id: String?
  var metadata: Metadata
  public var source: MultilineText
  /// Of code alone.
  public var outputs: [JupyterOutput]?
  public var executionCount: Int?

  enum CodingKeys: String, CodingKey {
    case id, metadata, source, outputs
    case kind = "cell_type"
    case executionCount = "execution_count"
  }

  init(_ kind: Kind, _ source: String, layout: Layout = Layout(), outputs: [JupyterOutput] = []) {
    self.kind = kind
    self.source = MultilineText(source)
    metadata = Metadata(layout: layout.isUsual ? nil : layout)
    if kind == .code { self.outputs = outputs }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(kind, forKey: .kind)
    try container.encodeIfPresent(id, forKey: .id)
    try container.encode(metadata, forKey: .metadata)
    try container.encode(source, forKey: .source)
    guard kind == .code else { return }
    try container.encode(outputs ?? [], forKey: .outputs)
    // The format asks for it even where it is null.
    try container.encode(executionCount, forKey: .executionCount)
  }
}

/// Text that nbformat writes as a list of lines, each with its line break, and reads as one string too.
public struct MultilineText: Codable, Equatable, Sendable {
  public var text: String

  init(_ text: String) { self.text = text }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let text = try? container.decode(String.self) {
      self.text = text
    } else {
      text = try container.decode([String].self).joined()
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(lines)
  }

  private var lines: [String] {
    var lines: [String] = []
    var rest = text.unicodeScalars[...]
    while let end = rest.firstIndex(of: "\n") {
      lines.append(String(rest[...end]))
      rest = rest[rest.index(after: end)...]
    }
    return rest.isEmpty ? lines : lines + [String(rest)]
  }
}
