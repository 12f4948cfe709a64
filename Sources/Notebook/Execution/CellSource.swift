/// A unit's Swift as it is compiled: rewritten so that it can run as part of a notebook, with the
/// way back from positions in it to the Markdown.
struct CellSource: Sendable {
  /// Text that stands in the compiled source and not in the author's.
  private struct Insertion {
    var offset: Int
    var text: String
    /// Of two at the same place, the one that closes comes first, and the wider one opens first.
    var order: Int
  }

  /// What earlier attempts at compiling the unit have taught.
  struct Adjustments: Hashable, Codable, Sendable {
    /// Where to write `public`, which the compiler wants of members that satisfy a public protocol
    /// for another module's type. Bytes from the unit's beginning.
    var publicMembers: Set<Int> = []
    /// Imports of modules that do not exist: an earlier unit could not import it either, or is
    /// itself that module and could not be compiled.
    var droppedImports: Set<String> = []
    /// Variables whose values can't be handed to a function.
    var undeclaredBindings: Set<String> = []
    /// Whether the code stands as the author wrote it. Such a unit can't run, but what the compiler
    /// says about it is about the author's text.
    var isAsWritten = false

    func adding(_ other: Adjustments) -> Adjustments {
      var sum = self
      sum.publicMembers.formUnion(other.publicMembers)
      sum.droppedImports.formUnion(other.droppedImports)
      sum.undeclaredBindings.formUnion(other.undeclaredBindings)
      return sum
    }
  }

  /// What the compiler reads.
  let text: String
  /// The lines in front of the author's text.
  let imports: [String]
  private let unit: CompilationUnit
  /// The variables that the lines behind the author's text tell the kernel about.
  private let declaredBindings: [Binding]
  /// The number of lines of the author's text.
  private let lineCount: Int
  private let insertions: [(line: Int, column: Int, count: Int)]

  init(_ planned: PlannedUnit, in plan: Plan, at index: Int, _ adjustments: Adjustments = .init()) {
    unit = planned.unit
    imports = Self.imports(planned, in: plan, at: index).filter {
      !adjustments.droppedImports.contains($0)
    }
    var insertions =
      Self.qualifications(planned, in: plan, at: index) + Self.guardedNames(planned)
    if !adjustments.isAsWritten { insertions += Self.wrappings(planned) }
    for offset in adjustments.publicMembers.sorted() {
      insertions.append(Insertion(offset: offset, text: "public ", order: 3))
    }
    insertions.sort { ($0.offset, $0.order) < ($1.offset, $1.order) }
    let source = Array(planned.source.utf8)
    var rewritten: [UInt8] = []
    var places: [(line: Int, column: Int, count: Int)] = []
    var position = 0
    var line = 1
    var lineStart = 0
    for insertion in insertions {
      for offset in position..<insertion.offset where source[offset] == UInt8(ascii: "\n") {
        line += 1
        lineStart = offset + 1
      }
      rewritten += source[position..<insertion.offset]
      rewritten += Array(insertion.text.utf8)
      position = insertion.offset
      places.append((line, position - lineStart + 1, insertion.text.utf8.count))
    }
    rewritten += source[position...]
    self.insertions = places
    lineCount = source.count { $0 == UInt8(ascii: "\n") } + 1
    declaredBindings =
      adjustments.isAsWritten
      ? []
      : plan.bindings(of: index).filter {
        $0.name != Binding.staticState && !adjustments.undeclaredBindings.contains($0.name)
      }
    // Positions relative to the unit: moving a cell in the chapter must not change its object.
    let location = "#sourceLocation(file: \"\(unit.moduleName)\", line: 1)"
    text =
      (imports + [location, String(decoding: rewritten, as: UTF8.self)]
      + declaredBindings.map { Self.declaration(of: $0.name, isConstant: !plan.isVariable($0)) }
      + [""])
      .joined(separator: "\n")
  }

  /// What a constant holds when the unit ends is what it holds for ever, whatever its type allows.
  private static func declaration(of name: String, isConstant: Bool) -> String {
    "CellRuntime.declare(\"\(name)\", \(quoted(name))\(isConstant ? ", isConstant: true" : ""))"
  }

  /// A keyword can name a variable, between backticks.
  private static func quoted(_ name: String) -> String {
    name.hasPrefix(PlannedUnit.guardPrefix) ? name : "`\(name)`"
  }

  /// The variable that a line behind the author's text declares to the kernel.
  func declaredBinding(line: Int) -> String? {
    let index = line - lineCount - 1
    return declaredBindings.indices.contains(index) ? declaredBindings[index].name : nil
  }

  /// The calls that show a value and wait for an asynchronous one.
  private static func wrappings(_ planned: PlannedUnit) -> [Insertion] {
    var insertions: [Insertion] = []
    func wrap(_ range: Range<Int>, in opening: String, _ closing: String, order: Int) {
      insertions.append(Insertion(offset: range.lowerBound, text: opening, order: order))
      insertions.append(Insertion(offset: range.upperBound, text: closing, order: -order))
    }
    if case .cell = planned.unit.content, let range = planned.analysis.lastExpression {
      wrap(range, in: "CellRuntime.show(", ")", order: 1)
    }
    for awaited in planned.analysis.topLevelAwaits {
      let isLoop = !planned.source.utf8.dropFirst(awaited.range.lowerBound).starts(
        with: "await".utf8)
      let outer = isLoop && awaited.mayThrow ? "try " : ""
      let inner = !isLoop && awaited.mayThrow ? "try " : ""
      wrap(awaited.range, in: "\(outer)CellRuntime.wait({ \(inner)", " })", order: 2)
    }
    return insertions
  }

  /// A name that the unit declares anew further down means, until then, the earlier declaration.
  private static func qualifications(_ planned: PlannedUnit, in plan: Plan, at index: Int)
    -> [Insertion]
  {
    planned.analysis.earlyUses.filter(\.isTopLevel).flatMap { use -> [Insertion] in
      guard let declarer = plan.declarer(of: use.name, before: index) else { return [] }
      let qualification = plan.qualification(of: use.name, in: declarer)
      let end = use.offset + use.name.utf8.count
      return [Insertion(offset: use.offset, text: qualification.before, order: 4)]
        + (qualification.after.isEmpty
          ? [] : [Insertion(offset: end, text: qualification.after, order: -4)])
    }
  }

  /// Passes on what a `guard` at the top level binds, which other files can't see.
  private static func guardedNames(_ planned: PlannedUnit) -> [Insertion] {
    planned.analysis.declarations.compactMap { declaration in
      declaration.guardEnd.map {
        let name = PlannedUnit.guardPrefix + declaration.name
        return Insertion(offset: $0, text: "; let \(name) = { \(declaration.name) }", order: 5)
      }
    }
  }

  /// What cells can use without importing it.
  static let modulesOfAllCells = ["NotebookDisplay"]

  private static func imports(_ planned: PlannedUnit, in plan: Plan, at index: Int) -> [String] {
    modulesOfAllCells.map { "import \($0)" } + planned.inheritedImports
      + planned.imports.map { "@testable import \(plan.units[$0].unit.moduleName)" }
      + planned.scopedImports.map {
        "@testable import \($0.kind.rawValue) \($0.module).\($0.name)"
      }
      + plan.guardedNames(usedBy: index).map { "private let \($0.name) = \($0.source)" }
  }

  // MARK: The way back

  /// Where in the compiled text of the unit a message points; `nil` if in front of it.
  func place(of message: CompilerMessage) -> SourcePosition? {
    if message.file == unit.moduleName {
      return SourcePosition(line: message.line, column: message.column)
    }
    // The compiler counts the end of a file from the file's beginning, whatever `#sourceLocation` says.
    let line = message.line - imports.count - 1
    return line > 0 ? SourcePosition(line: line, column: message.column) : nil
  }

  /// Whether a position of the compiled text lies in what was inserted.
  func isInserted(line: Int, column: Int) -> Bool {
    if declaredBinding(line: line) != nil { return true }
    var shift = 0
    for insertion in insertions where insertion.line == line {
      let start = insertion.column + shift
      if (start..<start + insertion.count).contains(column) { return true }
      shift += insertion.count
    }
    return false
  }

  /// The place in the author's source of a position in the compiled text; both relative to the unit.
  func originalPosition(line: Int, column: Int) -> SourcePosition {
    var column = column
    for insertion in insertions.filter({ $0.line == line }) {
      guard column > insertion.column else { break }
      column = max(insertion.column, column - insertion.count)
    }
    return SourcePosition(line: line, column: column)
  }

  /// The place in the Markdown file of a position in the compiled text.
  func markdownPosition(line: Int, column: Int) -> SourcePosition? {
    let original = originalPosition(line: line, column: column)
    return markdownPosition(originalLine: original.line, column: original.column)
  }

  /// The place in the Markdown file of a position in the author's source.
  func markdownPosition(originalLine line: Int, column: Int) -> SourcePosition? {
    switch unit.content {
    case .cell(let cell):
      let lines = cell.source.trimmingNewlines.utf8
        .split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      // What is missing at the end is missing behind the last line.
      guard line <= lines.count else {
        return SourcePosition(
          line: cell.firstLine + lines.count - 1,
          column: cell.indentation + (lines.last?.count ?? 0) + 1)
      }
      return SourcePosition(line: cell.firstLine + line - 1, column: cell.indentation + column)
    case .inlineExpressions(let group):
      guard group.indices.contains(line - 1) else { return group[0].range.lowerBound }
      let expression = group[line - 1]
      let prefix = "CellRuntime.inline(\(line - 1), ".utf8.count
      let start = expression.range.lowerBound
      return SourcePosition(line: start.line, column: start.column + max(0, column - 1 - prefix))
    case .generated:
      return nil
    }
  }

  /// Bytes from the beginning of the author's source.
  func originalOffset(line: Int, column: Int) -> Int {
    let position = originalPosition(line: line, column: column)
    var offset = 0
    for (index, text) in unit.content.swiftSource.utf8.split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false
    ).enumerated() {
      if index + 1 == position.line { return offset + position.column - 1 }
      offset += text.count + 1
    }
    return offset
  }
}

extension String {
  fileprivate var trimmingNewlines: Substring {
    var result = self[...]
    while result.last?.isNewline == true { result.removeLast() }
    return result
  }
}

extension CompilationUnit {
  /// All of the unit in the Markdown file, for what can't be placed better.
  var markdownRange: SourceRange? {
    switch content {
    case .cell(let cell):
      let lines = cell.source.split(separator: "\n", omittingEmptySubsequences: false)
      // The first line with code says more than an empty one or a comment.
      let first =
        lines.firstIndex { line in
          let code = line.drop { $0 == " " || $0 == "\t" }
          return !code.isEmpty && !code.hasPrefix("//")
        } ?? 0
      let indentation = lines.isEmpty ? 0 : lines[first].prefix { $0 == " " || $0 == "\t" }.count
      let line = cell.firstLine + first
      let column = cell.indentation + indentation + 1
      let length = lines.isEmpty ? 1 : max(1, lines[first].utf8.count - indentation)
      return SourcePosition(
        line: line, column: column)..<SourcePosition(line: line, column: column + length)
    case .inlineExpressions(let group):
      return group[0].range
    case .generated:
      return nil
    }
  }
}
