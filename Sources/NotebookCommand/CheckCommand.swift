import ArgumentParser
import Foundation
import Notebook

struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Runs chapters from nothing, and compares with their published pages.",
    discussion: """
      No result of an earlier build is used; the new ones are kept for later builds. What differs is \
      shown by cell, with the published lines and the new ones, and the exit status is 1. Of cells \
      with 'volatile: true', and what may show their values, only the shape counts.

        notebook check ch3.md            touches no page
        notebook check                   the book: all chapters that notebook.yml lists
        notebook check ch3.md --update   publishes pages that differ
      """)

  @Argument(help: "Markdown files; none for the book that the nearest notebook.yml lists.")
  var files: [String] = []

  @Option(name: .shortAndLong, help: "The folder where pages are.")
  var output: String?

  @Flag(help: "Publish the pages that differ.")
  var update = false

  @Option(help: "A folder of templates that come before the built-in ones.")
  var template: String?

  @OptionGroup var strictness: StrictnessOptions
  @OptionGroup var verbosity: VerbosityOptions

  func run() async throws {
    Interruption.install()
    let terminal = Terminal(verbosity: verbosity.verbosity)
    var options = BuildOptions()
    options.output = output
    options.caching = .writeOnly
    options.templates = template
    options.isStrict = strictness.strict
    let isGood =
      files.isEmpty
      ? try await checkBook(options, terminal) : await checkChapters(options, terminal)
    if !isGood { throw ExitCode.failure }
  }

  private func checkChapters(_ options: BuildOptions, _ terminal: Terminal) async -> Bool {
    var isGood = true
    for file in files {
      let build = ChapterBuild(
        chapter: file, options: options, installation: .current, reporter: terminal)
      isGood = report(await build.check(updates: update), terminal) && isGood
    }
    return isGood
  }

  private func checkBook(_ options: BuildOptions, _ terminal: Terminal) async throws -> Bool {
    let build = BookBuild(
      file: try Book.fileAboveCurrentFolder(), options: options, installation: .current,
      reporter: terminal)
    let outcome = await build.check(updates: update)
    var isGood = !outcome.hasErrors && (update || outcome.differences.isEmpty)
    for chapter in outcome.chapters { isGood = report(chapter, terminal) && isGood }
    terminal.report(outcome.diagnostics, of: outcome.file, source: outcome.source)
    report(outcome.differences)
    if !verbosity.quiet { for path in outcome.published { print(Terminal.shortened(path)) } }
    return isGood
  }

  /// Whether the chapter is as it should be.
  private func report(_ outcome: ChapterBuild.Outcome, _ terminal: Terminal) -> Bool {
    terminal.report(outcome.diagnostics, of: outcome.chapter, source: outcome.source)
    report(outcome.differences)
    let isGood = !outcome.hasErrors && (update || outcome.differences.isEmpty)
    guard !verbosity.quiet, !outcome.hasErrors else { return isGood }
    if outcome.differences.isEmpty { print("\(outcome.chapter): the published page is up to date") }
    for path in outcome.published { print(Terminal.shortened(path)) }
    return isGood
  }

  private func report(_ differences: [PageDifference]) {
    for difference in differences {
      let place = [Terminal.shortened(difference.file), difference.line.map(String.init)]
        .compactMap { $0 }.joined(separator: ":")
      print("\(place): \(difference.message)")
      for line in difference.excerpt { print("  " + line) }
    }
  }
}
