import Foundation

/// Where the running command finds what belongs to it.
public struct Installation: Sendable {
  /// The command itself, which is also the kernel.
  public let executable: String
  /// The folder of the executable, where the build has put the engine's modules too.
  public let productsFolder: String
  /// The built-in templates.
  public let templates: String

  /// Of the running process.
  public static let current = Installation()

  private init() {
    let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    executable = path ?? CommandLine.arguments[0]
    productsFolder = URL(fileURLWithPath: executable).deletingLastPathComponent().path
    // Sources/Notebook/Publishing/Installation.swift lies four levels below the package.
    let package = (1...4).reduce(URL(fileURLWithPath: #filePath)) { url, _ in
      url.deletingLastPathComponent()
    }
    templates = package.appendingPathComponent("templates").path
  }

  /// Cells are compiled against the engine's modules, which only the build's folder has.
  func checkModules() throws(Toolchain.Unusable) {
    let folder = productsFolder + "/Modules"
    guard !FileManager.default.fileExists(atPath: folder + "/NotebookDisplay.swiftmodule") else {
      return
    }
    throw Toolchain.Unusable(
      message:
        "there are no modules to compile cells against in '\(folder)': run the notebook that "
        + "'swift build' made where it made it")
  }
}
