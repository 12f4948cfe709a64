import KernelProtocol

/// The units whose results are recorded: the cells with `freeze: true`, and all that they have an
/// influence on, since a machine that can't run the one can't run the other.
struct FrozenUnits: Sendable {
  private let units: Set<Int>

  init(_ plan: Plan, isFrozen: (CompilationUnit) -> Bool) {
    let cells = Set(plan.units.indices.filter { isFrozen(plan.units[$0].unit) })
    guard !cells.isEmpty else {
      units = []
      return
    }
    units = cells.union(
      plan.units.indices.filter { plan.influences(on: $0).contains(where: cells.contains) })
  }

  var isEmpty: Bool { units.isEmpty }
  var indices: [Int] { units.sorted() }

  func contains(_ index: Int) -> Bool { units.contains(index) }
}

extension Observations {
  /// The files in a folder that were read: digests by path from there.
  func filesRead(in folder: String) -> [String: String] {
    var files: [String: String] = [:]
    for case .file(let path, let digest) in inputs where path.hasPrefix(folder + "/") {
      files[String(path.dropFirst(folder.count + 1))] = digest
    }
    return files
  }
}
