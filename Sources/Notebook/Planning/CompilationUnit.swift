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
}

extension CompilationUnit {
  /// The units of a document in the order in which they run.
  public static func units(of document: Document, parameters: [FrontMatter.Parameter])
    -> [CompilationUnit]
  {
    var names = ModuleNames()
    var units: [CompilationUnit] = []
    if !parameters.isEmpty {
      let source = ParameterDeclarations.source(parameters)
      units.append(
        CompilationUnit(content: .generated(source), moduleName: "NotebookParameters"))
    }
    for content in document.runnableContent {
      units.append(CompilationUnit(content: content, moduleName: names.name(for: content)))
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
    func takeExpressions(before line: Int) {
      let group = rest.prefix { $0.range.lowerBound.line < line }
      rest = rest.dropFirst(group.count)
      if !group.isEmpty { content.append(.inlineExpressions(Array(group))) }
    }
    for cell in cells {
      takeExpressions(before: cell.firstLine)
      content.append(.cell(cell))
    }
    takeExpressions(before: .max)
    return content
  }
}

/// Names modules after labels, or after their text where there is no label.
private struct ModuleNames {
  private var taken: Set<String> = []

  mutating func name(for content: CompilationUnit.Content) -> String {
    let base =
      switch content {
      case .cell(let cell): "Cell_" + (cell.label.flatMap(identifier) ?? digest(cell.source))
      case .inlineExpressions(let group):
        "Inline_" + digest(group.map(\.source).joined(separator: "\n"))
      case .generated(let source): "Generated_" + digest(source)
      }
    var name = base
    var count = 1
    while !taken.insert(name).inserted {
      count += 1
      name = "\(base)_\(count)"
    }
    return name
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

  private func digest(_ text: String) -> String {
    String(StableHash.hash(text), radix: 36)
  }
}

/// FNV-1a (Fowler, Noll, Vo), 64 bits: the same in each process, unlike `Hasher`.
enum StableHash {
  static func hash(_ text: String) -> UInt64 {
    text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }
}
