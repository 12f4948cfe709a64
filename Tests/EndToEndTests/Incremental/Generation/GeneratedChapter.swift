/// A chapter, and all that its build depends on.
struct GeneratedChapter: Hashable, Sendable {
  struct Cell: Hashable, Sendable {
    /// The paragraph in front of it.
    var prose: Piece
    var label: String?
    var caption: Piece?
    var pieces: [Piece]
    var isCodeShown = true
    var remark: Int?
    var layout = Layout.plain
  }

  /// How a cell's code is written down, which changes nothing about what it does.
  enum Layout: CaseIterable { case plain, indented, spaced, commented }

  var cells: [Cell] = []
  /// In the front matter.
  var parameters: [String: Int] = [:]
  /// On the command line.
  var arguments: [String: Int] = [:]
  /// What lies beside the chapter: paths, and contents.
  var files: [String: String] = [:]
  /// The environment variable `XDG_CACHE_HOME`, one of the few that cells can see.
  var variable: String?
  var engine = EngineVersion.built

  // MARK: What is built

  var markdown: String {
    let params = parameters.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
    let front = params.isEmpty ? "" : "---\nparams: {\(params.joined(separator: ", "))}\n---\n\n"
    return front + cells.map(\.markdown).joined(separator: "\n")
  }

  var commandLine: [String] {
    arguments.sorted { $0.key < $1.key }.flatMap { ["--param", "\($0.key)=\($0.value)"] }
  }

  var environment: [String: String] { variable.map { ["XDG_CACHE_HOME": $0] } ?? [:] }

  // MARK: What is possible

  /// What there is before the first cell.
  private var outsideScope: Scope {
    let files = Kind.named["file"]!
    let parameter = Kind.named["parameter"]!
    return Scope(
      files.names.map { Symbol(kind: files, name: $0) }
        + parameters.keys.sorted().map { Symbol(kind: parameter, name: $0) })
  }

  /// What code at the beginning of a cell can use, or behind its first pieces.
  func scope(beforeCell cell: Int, piece: Int = 0) -> Scope {
    var scope = outsideScope
    for earlier in cells[..<cell] {
      scope.enterCell()
      for piece in earlier.pieces { scope.add(piece) }
    }
    scope.enterCell()
    if piece > 0 { for piece in cells[cell].pieces[..<piece] { scope.add(piece) } }
    return scope
  }

  /// Takes out what an edit made impossible: code that uses what is not declared any more, and what
  /// is declared twice.
  mutating func repair() {
    arguments = arguments.filter { parameters[$0.key] != nil }
    var scope = outsideScope
    for index in cells.indices {
      scope.enterCell()
      if !scope.accepts(cells[index].prose) { cells[index].prose = .plainProse }
      if let caption = cells[index].caption, !scope.accepts(caption) { cells[index].caption = nil }
      cells[index].pieces = cells[index].pieces.filter { piece in
        guard scope.accepts(piece) else { return false }
        scope.add(piece)
        return true
      }
    }
    cells.removeAll(where: \.pieces.isEmpty)
  }
}

extension GeneratedChapter.Cell {
  var markdown: String {
    var options: [String] = []
    if let label { options.append("label: \(label)") }
    // In single quotes: the expressions in it may have double ones.
    if let caption { options.append("fig-cap: '\(caption.text)'") }
    if !isCodeShown { options.append("echo: false") }
    let remarks = remark.map { ["// Remark \($0)"] } ?? []
    let code = options.map { "//| " + $0 } + remarks + pieces.flatMap { layout.lines(of: $0.text) }
    return "\(prose.text)\n\n```swift\n\(code.joined(separator: "\n"))\n```\n"
  }
}

extension GeneratedChapter.Layout {
  fileprivate func lines(of code: String) -> [String] {
    let lines = code.split(separator: "\n").map(String.init)
    return switch self {
    case .plain: lines
    case .indented: lines.map { "  " + $0 }
    case .spaced: lines.flatMap { [$0, ""] }
    case .commented: lines.map { $0 + " // so" }
    }
  }
}

extension Piece {
  static let plainProse: Piece = {
    var random = SplitMix64(seed: 0)
    return Piece(Template.prose[0], in: Scope([]), using: &random)!
  }()
}
