import NotebookDisplay

/// Something that a cell made while it ran, in the order in which it made it.
public enum CellOutput: Hashable, Codable, Sendable {
  public enum Stream: String, Hashable, Codable, Sendable { case stdout, stderr }

  case stream(Stream, String)
  /// The value of the last expression, or what `display` was given.
  case display(MIMEBundle)
  /// Why the cell failed; always the last output.
  case error(Diagnostic)
}

/// What a build knows of a chapter after its cells have run.
public struct ExecutionResult: Sendable {
  /// By `Cell.index`; no entry for a cell that was not run.
  public var outputs: [Int: [CellOutput]]
  /// The values of inline expressions as Markdown text, by `InlineExpression.index`.
  public var inlineValues: [Int: String]
  /// What went wrong, in document order.
  public var diagnostics: [Diagnostic]
  /// By `Cell.index`: the cells that could not run here, whose results come from recordings. Each with
  /// the reason, empty where an earlier cell's is meant.
  public var recordedCells: [Int: String] = [:]

  public init(
    outputs: [Int: [CellOutput]] = [:], inlineValues: [Int: String] = [:],
    diagnostics: [Diagnostic] = []
  ) {
    self.outputs = outputs
    self.inlineValues = inlineValues
    self.diagnostics = diagnostics
  }

  /// Takes over what another run has given.
  mutating func merge(_ other: ExecutionResult) {
    outputs.merge(other.outputs) { $1 }
    inlineValues.merge(other.inlineValues) { $1 }
    diagnostics += other.diagnostics
    recordedCells.merge(other.recordedCells) { $1 }
  }
}
