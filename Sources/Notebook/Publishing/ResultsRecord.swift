import Foundation
import NotebookDisplay

/// What the units of the last good build put on the page, for builds that run only a part of them.
struct ResultsRecord {
  /// Results by the key of the unit that made them.
  struct Published: Codable {
    struct Entry: Codable {
      var outputs: [CellOutput]
      /// `nil` where the expression was not evaluated.
      var inlineValues: [String?]
    }
    var version = ResultsRecord.version
    var entries: [String: Entry] = [:]
    /// The keys of the plan that this was loaded for.
    fileprivate var keys: [String] = []

    private enum CodingKeys: String, CodingKey { case version, entries }
  }

  static let version = 4
  private let path: String
  /// The document's own options for its cells.
  private let defaults: CellOptions

  init(paths: BuildPaths, document: Document) {
    path = paths.results
    defaults = document.frontMatter.execute
  }

  /// Nothing, where nothing usable is there: a record is worth a run, no more.
  func load(for plan: Plan) -> Published {
    var published = Published()
    if let content = FileAccess.read(path)?.bytes,
      let stored = try? RecordDecoder.decode(Published.self, from: content[...]),
      stored.version == Self.version
    {
      published = stored
    }
    published.keys = keys(of: plan)
    return published
  }

  func save(_ result: ExecutionResult, for plan: Plan) throws {
    var published = Published()
    for (unit, key) in zip(plan.units, keys(of: plan)) {
      published.entries[key] = entry(of: unit.unit, result)
    }
    let file = URL(fileURLWithPath: path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(RecordEncoder.encode(published)).write(to: file, options: .atomic)
  }

  private func entry(of unit: CompilationUnit, _ result: ExecutionResult) -> Published.Entry? {
    switch unit.content {
    case .cell(let cell):
      result.outputs[cell.index].map { Published.Entry(outputs: $0, inlineValues: []) }
    case .inlineExpressions(let group):
      Published.Entry(
        outputs: [], inlineValues: group.map { result.inlineValues[$0.index] })
    case .generated: Published.Entry(outputs: [], inlineValues: [])
    }
  }

  /// Each made of a unit's own text and those of all that it can be influenced by, the parameters
  /// among them, and of what changes the numbers that they give.
  private func keys(of plan: Plan) -> [String] {
    let texts = plan.units.map { planned in
      let options =
        if case .cell(let cell) = planned.unit.content { cell.options } else { defaults }
      var builder = DigestBuilder()
      builder.append(planned.source)
      builder.append((options.seed ?? defaults.seed).map(String.init))
      return builder.finish()
    }
    return plan.units.indices.map { index in
      var builder = DigestBuilder()
      for influence in plan.influences(on: index) { builder.append(texts[influence]) }
      builder.append(texts[index])
      return "\(plan.units[index].unit.moduleName)-\(builder.finish().hex)"
    }
  }
}

extension ResultsRecord.Published {
  /// Whether a unit has something to show that is not recorded.
  func lacks(_ index: Int) -> Bool { entries[keys[index]] == nil }

  /// The recorded results of the units that are not in `running`.
  func result(of plan: Plan, without running: Set<Int>) -> ExecutionResult {
    var result = ExecutionResult()
    for index in plan.units.indices where !running.contains(index) {
      guard let entry = entries[keys[index]] else { continue }
      switch plan.units[index].unit.content {
      case .cell(let cell): result.outputs[cell.index] = entry.outputs
      case .inlineExpressions(let group):
        for (expression, value) in zip(group, entry.inlineValues) {
          result.inlineValues[expression.index] = value
        }
      case .generated: break
      }
    }
    return result
  }
}
