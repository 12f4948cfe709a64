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
    subcommands: [
      BuildCommand.self, WatchCommand.self, ServeCommand.self, CheckCommand.self, GraphCommand.self,
      ConvertCommand.self, PublishCommand.self, CleanCommand.self, NewCommand.self,
      DataCommand.self,
    ])

  /// The kernel is this same executable. It is not a subcommand: it has to run on a main thread that
  /// nothing else uses, and nobody starts it by hand.
  static func main() {
    let arguments = CommandLine.arguments
    if arguments.count == 5, arguments[1] == "kernel", let channel = Int32(arguments[2]),
      let report = Int32(arguments[3])
    {
      _ = FileManager.default.changeCurrentDirectoryPath(arguments[4])
      Kernel.run(channel: channel, report: report)
    }
    Task { Foundation.exit(await obey(Array(arguments.dropFirst()))) }
    dispatchMain()
  }

  /// Returns the exit status: 1 for a build that failed, 2 for a command that makes no sense.
  private static func obey(_ arguments: [String]) async -> Int32 {
    do {
      var command = try parseAsRoot(arguments.isEmpty ? ["--help"] : arguments)
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
      return 0
    } catch let status as ExitCode {
      return status.rawValue
    } catch {
      // Help and version are errors to the parser, too.
      if exitCode(for: error) == .success {
        print(fullMessage(for: error))
        return 0
      }
      let message = message(for: error).split(separator: "\n").joined(separator: " ")
      FileHandle.standardError.write(
        Data("error: \(message) ('notebook --help' lists what there is)\n".utf8))
      return 2
    }
  }
}
