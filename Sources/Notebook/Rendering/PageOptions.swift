/// What a page shows beside the document and its outputs.
public struct PageOptions: Sendable {
  public struct Link: Hashable, Sendable {
    public var text: String
    /// Relative to the page.
    public var href: String

    public init(_ text: String, href: String) {
      self.text = text
      self.href = href
    }
  }

  /// The files that the pages of a book share.
  public struct Assets: Hashable, Sendable {
    static let style = "style.css"
    static let mathStyle = "katex.css"
    static let script = "script.js"
    static let search = "search.js"
    static let searchIndex = "search-index.js"

    /// Relative to the page.
    public var folder: String

    public init(folder: String) { self.folder = folder }

    func address(of file: String) -> String { "\(folder)/\(file)" }
  }

  /// Where style sheets and scripts lie; `nil` for a page that holds its own.
  public var assets: Assets?
  /// The book that the chapter belongs to, for the running header.
  public var book: Link?
  /// For feed readers; relative to the page.
  public var feed: String?
  public var previous: Link?
  public var next: Link?
  /// Where the Markdown file is, seen from the page; places in it are links then.
  public var source: String?
  /// The same chapter in other formats.
  public var formats: [Link] = []
  /// Of the page without its volatile results, where it has any: tells whether a build has changed
  /// anything else.
  public var fingerprint: String?
  /// "Swift 6.3.1", for the colophon.
  public var toolchain: String?

  /// Whether a figure without an alternative text is an error rather than a warning.
  public var isStrict = false

  /// The bytes of a picture that the document refers to, so that the page holds it itself; `nil`
  /// leaves the reference as it is. Not asked for pictures on other hosts.
  public var loadPicture: @Sendable (_ address: String) -> [UInt8]? = { _ in nil }
  /// Swift code as HTML, which may be known from an earlier build.
  var highlight: @Sendable (_ source: String) -> String = highlightedSwift

  public init() {}
}
