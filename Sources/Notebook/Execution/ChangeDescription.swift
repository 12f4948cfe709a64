/// Says in words why a unit's earlier result does not hold.
struct ChangeDescription {
  let plan: Plan
  /// The Markdown file.
  let file: String

  func reason(for key: RunKey, since old: RunKey?) -> String {
    guard let old else { return "it is new, or its code was changed" }
    guard let change = key.change(since: old) else { return "its result is not in the cache" }
    switch change.kind {
    case .code: return "its code changed"
    case .options: return "its options changed"
    case .structure: return "the cells that it uses changed"
    case .declarations: return "it uses \(origin(of: change)), which changed\(place(of: change))"
    case .value:
      return
        "it uses '\(change.name)' from \(origin(of: change)), which changed\(place(of: change))"
    case .module: return "the engine's module \(change.name) changed"
    case .kernel: return "the notebook itself changed"
    }
  }

  private func unit(of part: RunKey.Part) -> CompilationUnit? {
    plan.units.first { $0.unit.moduleName == part.origin }?.unit
  }

  private func origin(of part: RunKey.Part) -> String {
    unit(of: part)?.nameInMessages ?? "a cell that is gone"
  }

  private func place(of part: RunKey.Part) -> String {
    guard let line = unit(of: part)?.markdownRange?.lowerBound.line else { return "" }
    return " (\(file):\(line))"
  }
}
