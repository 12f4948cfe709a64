/// Code that is compiled as one module: a cell, or the inline expressions between two cells.
public struct CompilationUnit: Sendable {
  public enum Content: Sendable {
    case cell(Cell)
    /// Not empty.
    case inlineExpressions([InlineExpression])
    /// Declarations that the build itself makes, such as the chapter's parameters.
    case generated(String)
  }

  public var content: Content
  /// The Swift module's name: unique in the document, and the same wherever the unit stands, so
  /// that inserting or moving other cells does not rename it.
  public var moduleName: String
  /// Whether the name says nothing but what the unit's text is: it changes when that does.
  var isNamedByText = false
  /// What the unit's text tells.
  var analysis: CellAnalysis

  init(content: Content, moduleName: String, analysis: CellAnalysis? = nil) {
    self.content = content
    self.moduleName = moduleName
    self.analysis = analysis ?? CellAnalysis(content.swiftSource)
  }
}

extension CompilationUnit {
  /// The units of a document in the order in which they run.
  ///
  /// - Parameter analyze: what a unit's text tells; it may be known from an earlier build.
  static func units(
    of document: Document, parameters: [FrontMatter.Parameter],
    analyze: (String) -> CellAnalysis = CellAnalysis.init
  ) -> [CompilationUnit] {
    var names = ModuleNames()
    var units: [CompilationUnit] = []
    if !parameters.isEmpty {
      let content = Content.generated(ParameterDeclarations.source(parameters))
      units.append(
        CompilationUnit(
          content: content, moduleName: "NotebookParameters",
          analysis: analyze(content.swiftSource)))
    }
    for content in document.runnableContent {
      let analysis = analyze(content.swiftSource)
      var unit = CompilationUnit(content: content, moduleName: "", analysis: analysis)
      (unit.moduleName, unit.isNamedByText) = names.name(for: content, analysis)
      units.append(unit)
    }
    return units
  }
}

extension Document {
  /// Cells that are to be run, and between them the inline expressions, in document order.
  fileprivate var runnableContent: [CompilationUnit.Content] {
    let cells = self.cells.filter { $0.options.eval ?? frontMatter.execute.eval ?? true }
    var rest = inlineExpressions[...]
    var content: [CompilationUnit.Content] = []
    // A caption can tell what its cell has found, so it comes after the cell.
    var captions: [InlineExpression] = []
    func takeExpressions(before line: Int) {
      let prose = rest.prefix { $0.range.lowerBound.line < line }
      rest = rest.dropFirst(prose.count)
      let group = captions + prose
      if !group.isEmpty { content.append(.inlineExpressions(group)) }
    }
    for cell in cells {
      takeExpressions(before: cell.firstLine)
      content.append(.cell(cell))
      captions = cell.captionExpressions
    }
    takeExpressions(before: .max)
    return content
  }
}

/// Names modules after labels, or after their text where there is no label.
private struct ModuleNames {
  private var taken: Set<String> = []

  mutating func name(for content: CompilationUnit.Content, _ analysis: CellAnalysis)
    -> (name: String, isText: Bool)
  {
    if case .cell(let cell) = content, let label = cell.label.flatMap(identifier) {
      var name = "Cell_" + label
      while !taken.insert(name).inserted { name += "_" }
      return (name, false)
    }
    var name: String
    var count = 0
    repeat {
      name = "Cell" + digest("\(analysis.tokens)\(count)")
      count += 1
    } while !taken.insert(name).inserted
    return (name, true)
  }

  /// The label as part of an identifier, or `nil` where that could not be undone.
  private func identifier(_ label: String) -> String? {
    let isPlain = label.utf8.allSatisfy {
      ("a"..."z").contains(Character(UnicodeScalar($0)))
        || ("A"..."Z").contains(Character(UnicodeScalar($0)))
        || ("0"..."9").contains(Character(UnicodeScalar($0))) || $0 == UInt8(ascii: "-")
    }
    return isPlain ? label.split(separator: "-").joined(separator: "_") : nil
  }

  /// Always as long, and one word to the compiler, so that an object file differs in nothing else
  /// when a module's name does.
  private func digest(_ text: String) -> String {
    let digits = String(StableHash.hash(text), radix: 36)
    return String(repeating: "0", count: 13 - digits.count) + digits
  }
}

/// FNV-1a (Fowler, Noll, Vo), 64 bits: the same in each process, unlike `Hasher`.
enum StableHash {
  static func hash(_ text: String) -> UInt64 {
    text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }
}
