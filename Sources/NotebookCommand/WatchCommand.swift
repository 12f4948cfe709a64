import ArgumentParser
import Foundation
import Notebook

/// What 'watch' and 'serve' take.
struct WatchOptions: ParsableArguments {
  @Argument(help: "A Markdown file; none for the book that the nearest notebook.yml lists.")
  var file: String?

  @OptionGroup var publishing: PublishingOptions
  @OptionGroup var verbosity: VerbosityOptions

  var terminal: Terminal { Terminal(verbosity: verbosity.verbosity) }

  var build: BuildOptions { publishing.build }

  var subject: Watch.Subject {
    get throws { try file.map { .chapter($0) } ?? .book(Book.fileAboveCurrentFolder()) }
  }
}

struct WatchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Builds a chapter, or a book, whenever something changes that it depends on.",
    discussion: """
      The text, the files that its cells have read or looked for, the pictures that it shows, the \
      templates, the command itself. Ctrl-C ends it.

        notebook watch ch3.md
        notebook watch          the book: all chapters that notebook.yml lists
      """)

  @OptionGroup var options: WatchOptions

  func run() async throws {
    Interruption.install(isUsualEnd: true)
    let terminal = options.terminal
    let watch = Watch(
      try options.subject, options: options.build, installation: .current, reporter: terminal)
    do {
      try await watch.run(report: terminal.report)
    } catch {
      throw terminal.failure(error.message)
    }
  }
}

extension Terminal {
  func report(_ step: Watch.Step) {
    guard case .finished(let outcome) = step else { return }
    for chapter in outcome.chapters { report(chapter) }
    if let book = outcome.book { report(book) }
    // Whoever reads it should not have to wait for the command's end.
    fflush(nil)
  }

  /// Says why a command cannot do what it is asked to.
  func failure(_ message: String) -> ExitCode {
    FileHandle.standardError.write(Data("error: \(message)\n".utf8))
    return .failure
  }
}
