import ArgumentParser
import Foundation
import NotebookKernel

@main
struct NotebookCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "notebook",
    abstract: "Builds pages from Markdown chapters with live Swift cells.",
    discussion: """
      Start a notebook, and build it:

        notebook new hello.md
        notebook build hello.md

      The page lies in output/hello.html, and as Markdown in output/hello.md.
      """,
    version: "0.1.0",
    subcommands: [BuildCommand.self, NewCommand.self])

  /// The kernel is this same executable. It is not a subcommand: it has to run on a main thread that
  /// nothing else uses, and nobody starts it by hand.
  static func main() {
    let arguments = CommandLine.arguments
    if arguments.count == 5, arguments[1] == "kernel", let channel = Int32(arguments[2]),
      let report = Int32(arguments[3])
    {
      FileManager.default.changeCurrentDirectoryPath(arguments[4])
      Kernel.run(channel: channel, report: report)
    }
    Task {
      await Self.main(nil)
      Foundation.exit(0)
    }
    dispatchMain()
  }
}
