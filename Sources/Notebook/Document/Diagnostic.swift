/// Something that an author has to know, and where it is in the Markdown file.
public struct Diagnostic: Hashable, Codable, Sendable, Error {
  public enum Severity: String, Codable, Sendable { case error, warning, note }

  public var severity: Severity
  public var message: String
  /// The Markdown file, as the author named it.
  public var file: String
  /// `nil` where the file as a whole is meant.
  public var range: SourceRange?
  /// Further places that explain this one, such as the callers of a function that crashed.
  public var notes: [Diagnostic]

  public init(
    _ severity: Severity = .error, _ message: String, file: String, range: SourceRange? = nil,
    notes: [Diagnostic] = []
  ) {
    self.severity = severity
    self.message = message
    self.file = file
    self.range = range
    self.notes = notes
  }

  /// What makes a page worse than it should be: a warning, or an error of a strict build.
  static func flaw(
    _ message: String, isStrict: Bool, file: String, range: SourceRange?
  ) -> Diagnostic {
    Diagnostic(isStrict ? .error : .warning, message, file: file, range: range)
  }
}

extension [Diagnostic] {
  /// By line; of one line, in the order in which they were made.
  var inDocumentOrder: [Diagnostic] {
    enumerated().sorted { a, b in
      (a.element.range?.lowerBound.line ?? 0, a.offset)
        < (b.element.range?.lowerBound.line ?? 0, b.offset)
    }.map(\.element)
  }
}
