/// Tells the numbers of sections from other numbers that headings begin with, as "2024 in review".
///
/// A number with a dot is one, and so is one that others with dots begin with. Any other has to count the
/// headings of its level, except that of the title, which may be any chapter's.
struct HeadingNumbers {
  /// Those that numbers with dots begin with.
  private let chapters: Set<Substring>
  /// How far the headings of each level have been counted.
  private var counts: [Int: Int] = [:]
  private var isAtTitle = true

  /// - Parameter numbers: All that headings begin with.
  init(_ numbers: [String]) {
    chapters = Set(
      numbers.filter { $0.contains(".") }.flatMap { $0.split(separator: ".").prefix(1) })
  }

  /// Whether the next heading's number is its section's.
  mutating func count(_ number: String?, level: Int) -> Bool {
    defer { isAtTitle = false }
    guard let number else { return true }
    if number.contains(".") { return true }
    guard let value = Int(number) else { return false }
    let isChapter = level == 1 && isAtTitle && number.count < 3
    let last = counts[level]
    guard
      isChapter || chapters.contains(number[...]) || value <= 1
        || last.map({ value == $0 + 1 }) == true
    else { return false }
    counts[level] = value
    return true
  }
}
