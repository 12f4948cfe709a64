import Foundation

/// Where the running command finds what belongs to it.
public struct Installation: Sendable {
  /// The command itself, which is also the kernel.
  public let executable: String
  /// The folder of the executable, where the build has put the engine's modules too.
  public let productsFolder: String
  /// The built-in templates.
  public let templates: String

  /// - Parameter sourceFolder: the package's folder, where the command was built.
  public init(sourceFolder: String) {
    let path = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
    executable = path ?? CommandLine.arguments[0]
    productsFolder = URL(fileURLWithPath: executable).deletingLastPathComponent().path
    templates = sourceFolder + "/templates"
  }
}
