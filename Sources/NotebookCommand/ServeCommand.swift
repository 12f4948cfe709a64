import ArgumentParser
import Foundation
import Notebook

struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Shows a chapter's page, or a book's, in the browser, and keeps them up to date.",
    discussion: """
      A page is built whenever something changes that it depends on, as 'watch' does. The browser \
      shows which cell runs, what is wrong, and the new page once it is there. Only browsers of this \
      machine can see it. Ctrl-C ends it.

        notebook serve ch3.md
        notebook serve          the book: all chapters that notebook.yml lists
      """)

  @OptionGroup var options: WatchOptions

  @Option(help: "Where the page is served; the next free port is taken if this one is not.")
  var port: UInt16 = 8000

  func run() async throws {
    Interruption.install(isUsualEnd: true)
    let terminal = options.terminal
    let server = PageServer(
      try options.subject, options: options.build, installation: .current, reporter: terminal)
    do {
      try await server.run(
        // Past the highest port there is none.
        ports: port...UInt16(min(Int(port) + 99, Int(UInt16.max))),
        ready: { address in
          print(address)
          fflush(nil)
        }, report: terminal.report)
    } catch {
      throw terminal.failure(error.message)
    }
  }
}
