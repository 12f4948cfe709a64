import Foundation
import Testing

/// A folder with chapters in it, and the command to build them.
///
/// All of them share one `.notebook` with the compiler's module cache: only the first build pays for
/// Foundation's headers.
struct Workspace {
  struct Outcome {
    var status: Int32
    var standardOutput: String
    var standardError: String
  }

  let folder: String

  static let root: String = {
    let root = FileManager.default.temporaryDirectory.path + "/notebook-tests-\(getpid())"
    try! FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
    try! Data().write(to: URL(filePath: root + "/notebook.yml"))
    atexit { try? FileManager.default.removeItem(atPath: Workspace.root) }
    return root
  }()

  /// The command that was built together with these tests.
  static let executable: String = {
    let tests = try! FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    return URL(filePath: tests).deletingLastPathComponent().appending(path: "notebook").path
  }()

  var output: String { folder + "/output" }
  /// The build's own files.
  var workFolder: String { Self.root + "/.notebook" }

  init(_ files: [String: String] = [:]) throws {
    folder = Self.root + "/" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for (name, text) in files { try write(text, to: name) }
  }

  func write(_ text: String, to name: String) throws {
    let file = URL(filePath: "\(folder)/\(name)")
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  func read(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(filePath: "\(folder)/\(name)")), as: UTF8.self)
  }

  /// Builds a chapter into this workspace's own `output`.
  @discardableResult
  func build(_ chapter: String, _ arguments: String..., environment: [String: String] = [:]) throws
    -> Outcome
  {
    try run(["build", chapter, "--output", output] + arguments, environment: environment)
  }

  func run(
    _ arguments: [String], environment: [String: String] = [:],
    executable: String = Workspace.executable
  ) throws -> Outcome {
    let process = try start(arguments, environment: environment, executable: executable)
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus, standardOutput: try read(".stdout"),
      standardError: try read(".stderr"))
  }

  /// Starts the command in this folder; what it says goes to files, which never make it wait.
  func start(
    _ arguments: [String], environment: [String: String] = [:],
    executable: String = Workspace.executable
  ) throws -> Process {
    let process = Process()
    process.executableURL = URL(filePath: executable)
    process.arguments = arguments
    process.currentDirectoryURL = URL(filePath: folder)
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try sink(".stdout")
    process.standardError = try sink(".stderr")
    try process.run()
    return process
  }

  private func sink(_ name: String) throws -> FileHandle {
    try write("", to: name)
    return try FileHandle(forWritingTo: URL(filePath: "\(folder)/\(name)"))
  }
}

/// Waits for something that happens soon.
///
/// It keeps its thread: other tests block theirs while they wait for builds, and a test that has left an
/// endless cell running would get none for minutes.
func eventually(_ condition: () throws -> Bool) async throws -> Bool {
  for _ in 0..<600 {
    if try condition() { return true }
    usleep(50_000)
  }
  return false
}
