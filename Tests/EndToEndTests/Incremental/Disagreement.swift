import Foundation

/// An incremental build that gave something else than a build from nothing.
struct Disagreement: CustomStringConvertible {
  let before: BuildInput
  let after: BuildInput
  let incremental: BuildResult
  let fromNothing: BuildResult

  /// `nil` where the two agree.
  init?(
    before: BuildInput, after: BuildInput, incremental: BuildResult, fromNothing: BuildResult
  ) {
    self.before = before
    self.after = after
    self.incremental = incremental
    self.fromNothing = fromNothing
    if differences.isEmpty { return nil }
  }

  /// The lines in which they differ. A file that only the incremental build's project has may be
  /// left from an earlier state of a cell; a page that shows it would differ, too.
  private var differences: [String] {
    var lines: [String] = []
    if incremental.status != fromNothing.status {
      lines.append("exit status \(incremental.status), from nothing \(fromNothing.status)")
    }
    lines += Self.difference(
      incremental.diagnostics, fromNothing.diagnostics, in: "the diagnostics")
    for (path, expected) in fromNothing.files.sorted(by: { $0.key < $1.key }) {
      guard let actual = incremental.files[path] else {
        lines.append("\(path) is missing")
        continue
      }
      if actual != expected {
        lines += Self.difference(
          String(decoding: actual, as: UTF8.self), String(decoding: expected, as: UTF8.self),
          in: path)
      }
    }
    let leftOver = incremental.files.keys.filter {
      $0.hasPrefix("output/") && fromNothing.files[$0] == nil
    }
    return lines + leftOver.sorted().map { "\($0) is left over" }
  }

  private static func difference(_ actual: String, _ expected: String, in place: String) -> [String]
  {
    let actual = actual.split(separator: "\n", omittingEmptySubsequences: false)
    let expected = expected.split(separator: "\n", omittingEmptySubsequences: false)
    let changes = expected.difference(from: actual).map { change -> String in
      switch change {
      case .remove(_, let line, _): "  incremental:  \(line.prefix(300))"
      case .insert(_, let line, _): "  from nothing: \(line.prefix(300))"
      }
    }
    return changes.isEmpty ? [] : ["\(place) differs"] + changes.prefix(12)
  }

  var description: String {
    var lines = differences
    lines += ["--- the chapter before", before.files["x.md"] ?? ""]
    lines += ["--- the chapter after", after.files["x.md"] ?? ""]
    let (before, after) = (Self.outside(before), Self.outside(after))
    lines.append(
      before == after ? "--- beside it \(after)" : "--- beside it \(before), then \(after)")
    return lines.joined(separator: "\n")
  }

  private static func outside(_ input: BuildInput) -> String {
    let files = input.files.filter { $0.key != "x.md" }.sorted { $0.key < $1.key }
      .map { "\($0.key)=\($0.value)" }
    let environment = input.environment.map { "\($0.key)=\($0.value)" }
    return (files + input.arguments + environment).joined(separator: " ")
  }

  /// Writes everything that is needed to see the disagreement again; returns the folder.
  func writeReproduction(named name: String) throws -> String {
    let folder = FileManager.default.temporaryDirectory.path + "/notebook-differential/" + name
    try? FileManager.default.removeItem(atPath: folder)
    func write(_ data: Data, _ path: String) throws {
      let file = URL(filePath: "\(folder)/\(path)")
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try data.write(to: file)
    }
    for (state, input) in [("before", before), ("after", after)] {
      for (path, text) in input.files { try write(Data(text.utf8), "\(state)/\(path)") }
      try write(Data(), "\(state)/notebook.yml")
    }
    for (state, result) in [("incremental", incremental), ("from-nothing", fromNothing)] {
      for (path, data) in result.files { try write(data, "\(state)/\(path)") }
      try write(Data(result.diagnostics.utf8), "\(state)/diagnostics.txt")
    }
    try write(Data("\(self)\n".utf8), "README.txt")
    return folder
  }
}
