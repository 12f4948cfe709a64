import KernelProtocol

/// What a unit's run gave, so that it need not run again.
struct RunRecord: Codable, Sendable {
  /// The state of variables after the run.
  struct State: Codable, Sendable {
    struct Variable: Equatable, Codable, Sendable {
      /// 0 for the unit itself, n for the nth of the units that it gets at.
      var unit: Int
      var name: String
    }
    var variables: [Variable]
    var digest: Digest
    var snapshot: Store.Blob?
    var opacity: String?
  }

  /// An error that the chapter expects.
  struct ExpectedError: Equatable, Codable, Sendable {
    var description: String
    var frames: [Symbolizer.Frame]
  }

  var outputs: [CellOutput] = []
  /// By the expression's place in its group.
  var inlineValues: [Int: String] = [:]
  var error: ExpectedError?
  /// What the unit's random numbers came from.
  var seed: UInt64
  var observations = Observations()
  /// The contents of the files that it wrote.
  var files: [Store.Blob] = []
  /// The unit's own variables that the kernel can be asked for.
  var declared: [String] = []
  /// Those of its variables that hold references.
  var references: [String] = []
  var states: [State] = []
}

extension RunRecord.State {
  /// - Parameter units: the unit itself, then those that it gets at, ascending.
  init(_ atom: Atom, units: [Int]) {
    variables = atom.bindings.map { binding in
      Variable(unit: units.firstIndex(of: binding.unit) ?? -1, name: binding.name)
    }
    digest = atom.digest
    snapshot = atom.snapshot
    opacity = atom.opacity
  }

  /// `nil` if the record is of another chapter's unit.
  func atom(units: [Int], producer: Int) -> Atom? {
    var bindings: [Binding] = []
    for variable in variables {
      guard units.indices.contains(variable.unit) else { return nil }
      bindings.append(Binding(unit: units[variable.unit], name: variable.name))
    }
    return Atom(
      bindings: bindings, digest: digest, snapshot: snapshot, opacity: opacity, producer: producer)
  }
}
