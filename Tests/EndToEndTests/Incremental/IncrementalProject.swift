import Foundation
import Synchronization

/// What a build starts from, and what an author changes.
struct BuildInput: Equatable, Sendable {
  /// Paths, and contents: the chapter `x.md`, and what it reads.
  var files: [String: String]
  var arguments: [String] = []
  var environment: [String: String] = [:]
  var engine = EngineVersion.built
}

extension BuildInput {
  init(_ chapter: GeneratedChapter) {
    files = chapter.files
    files["x.md"] = chapter.markdown
    arguments = chapter.commandLine
    environment = chapter.environment
    engine = chapter.engine
  }
}

/// What can be seen of a build.
struct BuildResult: Equatable {
  var status: Int32
  var diagnostics: String
  /// With `--explain`, what was run and why.
  var explanation: String
  /// The page, its pictures, and what the cells wrote: paths, and contents.
  var files: [String: Data]

  var succeeded: Bool { status == 0 }
}

/// A project of its own, with its own cache.
struct IncrementalProject {
  let workspace: Workspace
  private var input = BuildInput(files: [:])

  /// Projects that nobody uses now. The compiler's headers stay in them, which no build changes: they
  /// take longer to make than a chapter to build, and are tied to their place.
  private static let idle = Mutex<[Workspace]>([])

  /// An empty project.
  init() throws {
    workspace =
      try Self.idle.withLock { $0.popLast() } ?? Workspace(["notebook.yml": ""])
    try clear()
  }

  /// Lets others have the project.
  func release() { Self.idle.withLock { $0.append(workspace) } }

  private mutating func clear() throws {
    let manager = FileManager.default
    for folder in ["", "/.notebook"] where manager.fileExists(atPath: workspace.folder + folder) {
      for name in try manager.contentsOfDirectory(atPath: workspace.folder + folder)
      where ![".notebook", "module-cache", "notebook.yml"].contains(name) {
        try manager.removeItem(atPath: "\(workspace.folder)\(folder)/\(name)")
      }
    }
    input = BuildInput(files: [:])
  }

  /// Brings the project's files to a new state, and touches none that stays as it is.
  mutating func change(to input: BuildInput) throws {
    for path in self.input.files.keys where input.files[path] == nil {
      try FileManager.default.removeItem(atPath: "\(workspace.folder)/\(path)")
    }
    for (path, text) in input.files where self.input.files[path] != text {
      try workspace.write(text, to: path)
    }
    self.input = input
  }

  func build(_ arguments: String...) throws -> BuildResult {
    let outcome = try workspace.run(
      Self.command + arguments + input.arguments, environment: input.environment,
      executable: input.engine.executable)
    return BuildResult(
      status: outcome.status, diagnostics: outcome.standardError,
      explanation: outcome.standardOutput, files: try publishedFiles())
  }

  /// Pages are published with their errors in them, to be compared as well.
  static let command = ["build", "x.md", "--keep-going", "--quiet"]

  /// Removes whatever is there, and builds.
  mutating func buildFromNothing(_ input: BuildInput) throws -> BuildResult {
    try clear()
    try change(to: input)
    return try build()
  }

  /// All files that are neither the author's nor the build's own.
  func publishedFiles() throws -> [String: Data] {
    var files: [String: Data] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: workspace.folder) {
      let file = "\(workspace.folder)/\(path)"
      var isFolder: ObjCBool = false
      guard !path.hasPrefix(".notebook"), ![".stdout", ".stderr", "notebook.yml"].contains(path),
        input.files[path] == nil,
        FileManager.default.fileExists(atPath: file, isDirectory: &isFolder),
        !isFolder.boolValue
      else { continue }
      files[path] = try Data(contentsOf: URL(filePath: file))
    }
    return files
  }
}
