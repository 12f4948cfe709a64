/// A place in a Markdown file. Lines and columns count from 1, as editors and compilers do.
///
/// Columns count UTF-8 bytes, as the Swift compiler and cmark do.
public struct SourcePosition: Hashable, Comparable, Codable, Sendable {
  public var line: Int
  public var column: Int

  public init(line: Int, column: Int = 1) {
    self.line = line
    self.column = column
  }

  public static func < (a: SourcePosition, b: SourcePosition) -> Bool {
    (a.line, a.column) < (b.line, b.column)
  }
}

/// From the first byte of a piece of Markdown to just behind its last.
public typealias SourceRange = Range<SourcePosition>
