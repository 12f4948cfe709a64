/// Makes chapters that compile, and changes to them.
struct ChapterGenerator {
  static let maximumCells = 6

  var random: SplitMix64

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  mutating func chapter() -> GeneratedChapter {
    var chapter = GeneratedChapter()
    chapter.parameters["k"] = random.number(1...9)
    if random.happens(50) { chapter.parameters["m"] = random.number(1...9) }
    chapter.files["one.txt"] = "\(random.number(1...9))"
    if random.happens(50) { chapter.files["data/three.txt"] = "\(random.number(1...9))" }
    for _ in 0..<random.number(2...4) { insertCell(at: chapter.cells.count, into: &chapter) }
    return chapter
  }

  mutating func insertCell(at index: Int, into chapter: inout GeneratedChapter) {
    var scope = chapter.scope(beforeCell: index)
    // Each inline expression costs a compilation.
    let prose = random.happens(30) ? piece(from: Template.prose, in: scope) : nil
    var cell = GeneratedChapter.Cell(prose: prose ?? .plainProse, pieces: [])
    cell.label = random.happens(50) ? freeLabel(in: chapter) : nil
    if random.happens(20) { cell.caption = piece(from: Template.captions, in: scope) }
    cell.isCodeShown = !random.happens(10)
    for _ in 0..<random.number(1...4) {
      guard let piece = piece(from: Template.code, in: scope) else { continue }
      scope.add(piece)
      cell.pieces.append(piece)
    }
    if random.happens(80), let last = piece(from: Template.shows, in: scope) {
      cell.pieces.append(last)
    }
    chapter.cells.insert(cell, at: index)
  }

  mutating func freeLabel(in chapter: GeneratedChapter) -> String? {
    let taken = Set(chapter.cells.compactMap(\.label))
    return random.element(
      of: ["one", "two", "three", "fig-four", "five", "tbl-six"].filter { !taken.contains($0) })
  }

  /// One of the templates that a scope has everything for.
  mutating func piece(from templates: [Template], in scope: Scope) -> Piece? {
    let possible = templates.filter { template in
      template.usedKinds.allSatisfy { !scope.symbols(of: $0).isEmpty }
    }
    for _ in 0..<20 {
      var choice = random.number(0...possible.reduce(-1) { $0 + $1.weight })
      let template = possible.first { template in
        choice -= template.weight
        return choice < 0
      }
      if let template, let piece = Piece(template, in: scope, using: &random) { return piece }
    }
    return nil
  }
}
