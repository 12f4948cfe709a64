import Foundation
import Synchronization
import Testing

@testable import Notebook

@Suite struct KaTeXTypesetterTests {
  @Test func loadsKaTeXForNewFormulasOnly() throws {
    try withRecord { record in
      let first = CountingTypesetter(record)
      let x = try first.html("x")
      _ = try first.html("y")
      #expect(try first.html("x") == x)
      #expect(first.loads == 1)
      try first.typesetter.save()

      let second = CountingTypesetter(record)
      #expect(try second.html("x") == x)
      let style = try second.typesetter.style(for: x)
      #expect(style.contains("@font-face"))
      #expect(second.loads == 0)
      // The same TeX on a line of its own is another formula.
      #expect(try second.typesetter.html(tex: "x", display: true) != x)
      #expect(second.loads == 1)
    }
  }

  @Test func typesetsAheadWhatIsNotOnRecord() async throws {
    let record = FormulaRecord(path: NSTemporaryDirectory() + UUID().uuidString + "/ch3.json")
    defer { try? FileManager.default.removeItem(atPath: record.path) }
    let first = CountingTypesetter(record)
    let formulas = ["x", "\\bad", "x"].map { Formula(tex: $0, display: false) }
    await first.typesetter.prepare(formulas)
    #expect(first.loads == 1)
    #expect(try first.html("x").contains("katex"))
    #expect(throws: MathError.self) { try first.html("\\bad") }
    try first.typesetter.save()

    let second = CountingTypesetter(record)
    await second.typesetter.prepare(formulas.filter { $0.tex == "x" })
    #expect(try second.html("x") == first.html("x"))
    #expect(second.loads == 0)
  }

  @Test func recordsWhatIsUsed() throws {
    try withRecord { record in
      let first = CountingTypesetter(record)
      _ = try (first.html("x"), first.html("y"))
      #expect(throws: MathError.self) { try first.html("\\bad") }
      try first.typesetter.save()

      let second = CountingTypesetter(record)
      _ = try second.html("y")
      try second.typesetter.save()
      let version = try #require(try storedVersion(record))
      #expect(record.load(version: version).keys.map(\.tex) == ["y"])
      #expect(record.load(version: "other").isEmpty)
    }
  }

  @Test(arguments: ["", "{", "{\"format\":1,\"version\":\"0.16.4\",\"entries\":[{}]}"])
  func ignoresADamagedRecord(content: String) throws {
    try withRecord { record in
      try Data(content.utf8).write(to: URL(filePath: record.path))
      let typesetter = CountingTypesetter(record)
      let html = try typesetter.html("x")
      #expect(html.contains("katex"))
      #expect(typesetter.loads == 1)
      try typesetter.typesetter.save()
      #expect(try storedVersion(record) != nil)
    }
  }

  @Test func goesOnAfterAFormulaThatBreaksTheEngine() throws {
    try withRecord { record in
      let typesetter = CountingTypesetter(record)
      let error = #expect(throws: MathError.self) { try typesetter.html("bomb") }
      #expect(error?.message.hasPrefix("KaTeX gave up on the formula: ") == true)
      let html = try typesetter.html("x")
      #expect(html.contains("katex"))
      #expect(typesetter.loads == 2)
    }
  }

  @Test func namesTheScriptThatInstallsKaTeX() throws {
    try withRecord { record in
      let typesetter = KaTeXTypesetter(
        library: KaTeXLibrary(KaTeXInstallation(folder: "/nonexistent")), record: record)
      let error = #expect(throws: MathError.self) { try typesetter.html(tex: "x", display: false) }
      #expect(error?.place == .installation)
      #expect(error?.message.contains("scripts/bootstrap") == true)
      let style = try typesetter.style(for: "<p>no formula</p>")
      #expect(style.isEmpty)
    }
  }

  private func storedVersion(_ record: FormulaRecord) throws -> String? {
    let content = try JSONSerialization.jsonObject(
      with: Data(contentsOf: URL(filePath: record.path)))
    return (content as? [String: Any])?["version"] as? String
  }

  private func withRecord(_ body: (FormulaRecord) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(FormulaRecord(path: folder.path + "/ch3.json"))
  }
}

/// Counts how often KaTeX is loaded, which the formula `bomb` breaks.
private final class CountingTypesetter: Sendable {
  let typesetter: KaTeXTypesetter
  private let count: Counter

  init(_ record: FormulaRecord) {
    let count = Counter()
    self.count = count
    let library = KaTeXLibrary(.debian) { script in
      count.increment()
      return try KaTeX(script: script + Self.bomb)
    }
    typesetter = KaTeXTypesetter(library: library, record: record)
  }

  private static let bomb = """
    ;(function () {
      var render = katex.renderToString;
      katex.renderToString = function (tex, options) {
        if (tex == "bomb") throw new RangeError("Maximum call stack size exceeded.");
        return render(tex, options);
      };
    })();
    """

  var loads: Int { count.value }

  func html(_ tex: String) throws -> String { try typesetter.html(tex: tex, display: false) }
}

private final class Counter: Sendable {
  private let count = Mutex(0)
  var value: Int { count.withLock { $0 } }
  func increment() { count.withLock { $0 += 1 } }
}
