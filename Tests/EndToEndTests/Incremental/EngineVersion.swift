import Foundation

/// The command with the engine as somebody has changed it.
enum EngineVersion: CaseIterable, Hashable, Sendable {
  case built
  /// `summary` prints another title.
  case changed

  private static let title = "Forward/backward pass size"
  private static let changedTitle = "Forward+backward pass size"

  var executable: String { self == .built ? Workspace.executable : Self.changedExecutable }

  /// A build folder in which the module's objects and what is linked of them have the other title.
  /// Compiling it would take minutes.
  private static let changedExecutable: String = {
    let manager = FileManager.default
    let products = URL(filePath: Workspace.executable).deletingLastPathComponent()
    let folder = URL(filePath: Workspace.root + "/changed-engine")
    try! manager.createDirectory(at: folder, withIntermediateDirectories: true)
    for name in try! manager.contentsOfDirectory(atPath: products.path)
    where name == "Modules" || name.hasSuffix(".build") && name != "Networks.build" {
      try! manager.createSymbolicLink(
        at: folder.appending(path: name), withDestinationURL: products.appending(path: name))
    }
    for name in ["Networks.build", "notebook"] {
      try! manager.copyItem(
        at: products.appending(path: name), to: folder.appending(path: name))
    }
    let objects = try! manager.subpathsOfDirectory(atPath: folder.path + "/Networks.build")
      .filter { $0.hasSuffix(".o") }.map { "Networks.build/" + $0 }
    let changes = (objects + ["notebook"]).map { change(folder.appending(path: $0)) }
    precondition(changes.count { $0 } == 2, "the title is not where it was")
    return folder.appending(path: "notebook").path
  }()

  private static func change(_ file: URL) -> Bool {
    var content = try! Data(contentsOf: file)
    guard let place = content.range(of: Data(title.utf8)) else { return false }
    content.replaceSubrange(place, with: Data(changedTitle.utf8))
    let permissions = try! FileManager.default.attributesOfItem(atPath: file.path)[
      .posixPermissions]
    try! FileManager.default.removeItem(at: file)
    try! content.write(to: file)
    try! FileManager.default.setAttributes(
      [.posixPermissions: permissions!], ofItemAtPath: file.path)
    return true
  }
}
