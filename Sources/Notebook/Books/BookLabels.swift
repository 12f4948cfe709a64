/// Which chapters of a book have which labels.
struct BookLabels: Sendable {
  struct Place: Sendable {
    /// The chapter's absolute path.
    let chapter: String
    let range: SourceRange
  }

  private let places: [String: [Place]]

  init(_ chapters: [BookReader.Chapter]) {
    let all = chapters.flatMap { chapter in
      chapter.summary.labels.map { ($0.name, Place(chapter: chapter.path, range: $0.range)) }
    }
    places = Dictionary(grouping: all) { $0.0 }.mapValues { $0.map(\.1) }
  }

  /// All of them, in the order of the alphabet.
  var names: [String] { places.keys.sorted() }

  /// Where chapters have the label, in the book's order.
  ///
  /// - Parameter chapter: The path of the one that refers to it.
  func places(of label: String, besides chapter: String) -> [Place] {
    (places[label] ?? []).filter { $0.chapter != chapter }
  }
}
