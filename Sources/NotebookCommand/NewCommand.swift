import ArgumentParser
import Foundation
import Notebook

struct NewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new",
    abstract: "Writes a starter notebook that builds.")

  @Argument(help: "The Markdown file to make; it must not exist.")
  var file: String

  func run() throws {
    let path = file.hasSuffix(".md") ? file : file + ".md"
    do {
      try StarterNotebook.write(to: path)
    } catch {
      FileHandle.standardError.write(Data("\(error.file): error: \(error.message)\n".utf8))
      throw ExitCode.failure
    }
    print("\(path) is ready: notebook build \(path)")
  }
}
