import Foundation

/// Where the running command finds what belongs to it.
public struct Installation: Sendable {
  /// The command itself, which is also the kernel.
  public let executable: String
  /// The folder of the executable, where the build has put the engine's modules too.
  public let productsFolder: String
  /// The built-in templates.
  public let templates: String
  /// The shared libraries that the process, and so the kernel, has loaded as it began. What it loads
  /// later, to typeset a formula, is of no concern to cells.
  let sharedLibraries: [String]

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
    sharedLibraries = Self.loadedLibraries
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

  private static var loadedLibraries: [String] {
    guard let maps = fopen("/proc/self/maps", "r") else { return [] }
    defer { fclose(maps) }
    var libraries: Set<String> = []
    var line: UnsafeMutablePointer<CChar>?
    var capacity = 0
    defer { free(line) }
    while getline(&line, &capacity, maps) > 0, let text = line.map({ String(cString: $0) }) {
      guard let start = text.firstIndex(of: "/") else { continue }
      let path = text[start...].dropLast()
      if path.contains(".so") { libraries.insert(String(path)) }
    }
    return libraries.sorted()
  }
}
