import ArgumentParser
import Foundation
import Notebook

/// What 'watch' and 'serve' take.
struct WatchOptions: ParsableArguments {
  @Argument(help: "A Markdown file.")
  var file: String

  @Option(name: .shortAndLong, help: "The folder that pages go to.")
  var output: String?

  @Option(
    name: .customLong("param"),
    help: ArgumentHelp("Set a parameter of the front matter's 'params'.", valueName: "name=value"))
  var parameters: [String] = []

  @Option(help: "A folder of templates that come before the built-in ones.")
  var template: String?

  @Flag(help: "Publish the page even if cells fail, with their errors shown.")
  var keepGoing = false

  @Flag(name: .shortAndLong, help: "Say nothing but errors and warnings.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Say what is run and how long it takes.")
  var verbose = false

  func validate() throws {
    if quiet && verbose { throw ValidationError("--quiet and --verbose exclude each other") }
  }

  var terminal: Terminal {
    Terminal(verbosity: quiet ? .quiet : verbose ? .verbose : .normal)
  }

  var build: BuildOptions {
    var options = BuildOptions()
    options.output = output
    options.parameters = parameters
    options.templates = template
    options.keepsGoing = keepGoing
    return options
  }
}

struct WatchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Builds a chapter's page whenever something changes that it depends on.",
    discussion: """
      The chapter, the files that its cells have read or looked for, the pictures that it shows, the \
      templates, the command itself. Ctrl-C ends it.

        notebook watch ch3.md
      """)

  @OptionGroup var options: WatchOptions

  func run() async throws {
    Interruption.install(isUsualEnd: true)
    let terminal = options.terminal
    let watch = ChapterWatch(
      chapter: options.file, options: options.build, installation: .current, reporter: terminal)
    do {
      try await watch.run(report: terminal.report)
    } catch {
      throw terminal.failure(error.message)
    }
  }
}

extension Terminal {
  func report(_ step: ChapterWatch.Step) {
    guard case .finished(let outcome) = step else { return }
    report(outcome)
    // Whoever reads it should not have to wait for the command's end.
    fflush(nil)
  }

  /// Says why a command cannot do what it is asked to.
  func failure(_ message: String) -> ExitCode {
    FileHandle.standardError.write(Data("error: \(message)\n".utf8))
    return .failure
  }
}
