import NotebookDisplay

/// Results that differ from build to build though nothing has changed, such as measured times.
///
/// A cell says so of itself (`volatile: true`), and it holds for whatever may show its values. A build
/// in which nothing else has changed leaves the published page as it is.
struct VolatileResults {
  /// Of the plan.
  let units: Set<Int>
  private let cells: Set<Int>
  private let expressions: Set<Int>

  var isEmpty: Bool { cells.isEmpty && expressions.isEmpty }

  init(plan: Plan, defaults: CellOptions) {
    var units: Set<Int> = []
    var cells: Set<Int> = []
    var expressions: Set<Int> = []
    for index in plan.units.indices {
      let unit = plan.units[index].unit
      let says: Bool? =
        if case .cell(let cell) = unit.content { cell.options.volatile } else { false }
      let isVolatile = says ?? defaults.volatile ?? false
      guard
        isVolatile
          || !units.isEmpty && plan.influences(on: index).contains(where: units.contains)
      else { continue }
      units.insert(index)
      switch unit.content {
      case .cell(let cell): cells.insert(cell.index)
      case .inlineExpressions(let group): expressions.formUnion(group.map(\.index))
      case .generated: break
      }
    }
    self.units = units
    self.cells = cells
    self.expressions = expressions
  }

  /// The result with what is volatile reduced to its shape: which outputs there are, not what they say.
  func reduced(_ result: ExecutionResult) -> ExecutionResult {
    var result = result
    for cell in cells { result.outputs[cell] = result.outputs[cell]?.map(\.shape) }
    for expression in expressions where result.inlineValues[expression] != nil {
      result.inlineValues[expression] = ""
    }
    return result
  }
}

extension CellOutput {
  fileprivate var shape: CellOutput {
    switch self {
    case .stream(let stream, _): .stream(stream, "…")
    case .display(let bundle):
      .display(MIMEBundle(plain: "…", role: bundle.role, caption: bundle.caption))
    case .error: self
    }
  }
}
