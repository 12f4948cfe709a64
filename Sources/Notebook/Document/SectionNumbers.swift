/// `number-sections`: counts the sections below the chapter's number, 2.1, 2.1.1, or from 1.
struct SectionNumbers {
  private let chapter: String?
  /// The level that is counted first.
  private let topLevel: Int
  private var counts: [Int] = []

  init(chapter: String?, topLevel: Int) {
    self.chapter = chapter
    self.topLevel = topLevel
  }

  mutating func next(level: Int) -> String {
    let depth = max(level - topLevel, 0)
    counts = (0...depth).map { counts.indices.contains($0) ? counts[$0] : 0 }
    counts[depth] += 1
    return ([chapter].compactMap(\.self) + counts.map(String.init)).joined(separator: ".")
  }

  /// Goes on from a number that the author gave a section.
  mutating func go(onFrom number: String) {
    let parts = number.split(separator: ".").compactMap { Int($0) }
    counts = chapter == parts.first.map(\.description) ? Array(parts.dropFirst()) : parts
  }
}

extension Document {
  /// Gives the sections numbers that have none of their own.
  mutating func numberSections() {
    let sections = outline.filter { $0.level > 1 && !$0.isUnnumbered }
    guard let topLevel = sections.map(\.level).min() else { return }
    var numbers = SectionNumbers(chapter: chapterNumber, topLevel: topLevel)
    for index in blocks.indices {
      guard case .heading(var heading) = blocks[index].kind, heading.level > 1,
        !heading.isUnnumbered
      else { continue }
      if let number = heading.number {
        numbers.go(onFrom: number)
      } else {
        heading.number = numbers.next(level: heading.level)
        blocks[index].kind = .heading(heading)
      }
    }
  }
}
