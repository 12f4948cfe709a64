import ArgumentParser
import Foundation
import Notebook

struct CleanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clean",
    abstract: "Removes what builds keep for later ones.",
    discussion: """
      That is the cache of results, and the other files in the folder .notebook of the project. The \
      next build runs everything. Pages, and files that cells have written, stay.
      """)

  @Argument(help: "A folder or a chapter of the project.")
  var path = "."

  @Flag(help: "Remove the compiler's own cache, too.")
  var all = false

  func run() throws {
    guard FileManager.default.fileExists(atPath: path) else {
      throw ValidationError("there is no '\(path)'")
    }
    var leftovers = BuildLeftovers(projectOf: path)
    leftovers.remove(modules: all)
    for item in leftovers.removed {
      print("removed \(Terminal.shortened(item.path)) (\(Terminal.text(bytes: item.byteCount)))")
    }
    for failure in leftovers.failures {
      FileHandle.standardError.write(Data("error: \(failure)\n".utf8))
    }
    if !leftovers.failures.isEmpty { throw ExitCode.failure }
    if leftovers.removed.isEmpty {
      print("nothing to remove in \(Terminal.shortened(leftovers.folder))")
    }
  }
}
