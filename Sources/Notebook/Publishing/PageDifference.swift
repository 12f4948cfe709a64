/// Something in which a published page is not what a build would publish now.
public struct PageDifference: Hashable, Sendable {
  /// The chapter, as the author named it; or the path of a published file.
  public var file: String
  public var line: Int?
  public var message: String
  /// What is published, and what should be: lines.
  public var published: [String] = []
  public var built: [String] = []
}

extension PageDifference {
  private static let shownLines = 8
  private static let shownColumns = 100
  /// What stands in front of a difference, where a line is too long to be shown from its beginning.
  private static let context = 24

  /// The lines as `diff` would show them; of long ones, what is around the first difference.
  public var excerpt: [String] {
    let starts = zip(published, built).map(Self.start)
    func side(_ mark: String, _ lines: [String]) -> [String] {
      let shown = lines.prefix(Self.shownLines).enumerated().map { index, line in
        mark + Self.clipped(line, from: index < starts.count ? starts[index] : 0)
      }
      let rest = lines.count - shown.count
      return rest > 0 ? shown + ["\(mark)… and \(rest) more lines"] : shown
    }
    return side("- ", published) + side("+ ", built)
  }

  /// From where two lines are to be shown, in characters.
  private static func start(_ old: String, _ new: String) -> Int {
    let common = zip(old, new).prefix { $0 == $1 }.count
    return max(old.count, new.count) > shownColumns ? max(0, common - context) : 0
  }

  private static func clipped(_ line: String, from start: Int) -> String {
    let rest = line.dropFirst(start)
    return (start > 0 ? "…" : "") + rest.prefix(shownColumns)
      + (rest.count > shownColumns ? "…" : "")
  }
}
