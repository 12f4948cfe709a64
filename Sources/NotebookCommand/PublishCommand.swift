import ArgumentParser
import Foundation
import Notebook

struct PublishCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "publish",
    abstract: "Builds the book and commits its pages to a branch.",
    discussion: """
      The branch gets the pages and nothing else; what is checked out stays as it is. GitHub Pages \
      serves such a branch once it is pushed:

        notebook publish --to gh-pages
        git push origin gh-pages
      """)

  @Option(help: ArgumentHelp("The branch that gets the pages.", valueName: "branch"))
  var to: String

  @OptionGroup var publishing: PublishingOptions
  @OptionGroup var verbosity: VerbosityOptions

  func run() async throws {
    Interruption.install()
    let terminal = Terminal(verbosity: verbosity.verbosity)
    let outcome = try await BookBuild.inCurrentFolder(publishing.build, terminal)
    guard let folder = outcome.outputFolder, !outcome.hasErrors else { throw ExitCode.failure }
    do throws(BranchPublication.Failure) {
      let environment = ProcessInfo.processInfo.environment
      let commit = try BranchPublication(of: folder, environment: environment).publish(to: to)
      guard !verbosity.quiet else { return }
      print(commit.isNew ? "\(to) is now \(commit.id)" : "\(to) has these pages already")
    } catch {
      terminal.report([Diagnostic(.error, error.reason, file: folder)], of: folder, source: "")
      throw ExitCode.failure
    }
  }
}

extension Book {
  static func fileAboveCurrentFolder() throws -> String {
    if let file = file(above: FileManager.default.currentDirectoryPath) { return file }
    throw ValidationError("name a Markdown file, or list a book's chapters in a \(fileName)")
  }
}

extension BookBuild {
  /// Builds the book of the nearest `notebook.yml`, and says how it went.
  static func inCurrentFolder(_ options: BuildOptions, _ terminal: Terminal) async throws
    -> Outcome
  {
    let build = BookBuild(
      file: try Book.fileAboveCurrentFolder(), options: options, installation: .current,
      reporter: terminal)
    let outcome = await build.run()
    for chapter in outcome.chapters { terminal.report(chapter) }
    terminal.report(outcome)
    return outcome
  }
}
