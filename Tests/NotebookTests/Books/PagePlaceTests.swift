import Testing

@testable import Notebook

/// Pages lie to each other as their chapters do.
@Suite struct PagePlaceTests {
  @Test(
    arguments: [
      ([], []), (["/book/ch/one.md"], ["one"]),
      (["/book/ch/one.md", "/book/ch/two.md"], ["one", "two"]),
      (["/book/one.md", "/book/more/two.md"], ["one", "more/two"]),
      (["/book/a/intro.md", "/book/b/intro.md"], ["a/intro", "b/intro"]),
      (["/book/ch/a/x.md", "/book/ch/ab/x.md"], ["a/x", "ab/x"]),
      (["/book/one.md", "/elsewhere/one.md"], ["book/one", "elsewhere/one"]),
    ] as [([String], [String])])
  func places(chapters: [String], pages: [String]) {
    #expect(PagePlace.places(of: chapters).map(\.path) == pages)
  }

  @Test(arguments: [
    ("", "index.html", "index.html"), ("", "a/x", "a/x"), ("a", "a/x", "x"),
    ("a", "index.html", "../index.html"), ("a/b", "a/x", "../x"), ("a/b", "c/x", "../../c/x"),
  ])
  func ways(folder: String, path: String, way: String) {
    #expect(PagePlace(folder: folder, name: "page").way(to: path) == way)
  }
}
