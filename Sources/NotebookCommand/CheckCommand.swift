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
        notebook check ch3.md --update   publishes pages that differ
      """)

  @Argument(help: "Markdown files.")
  var files: [String]

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
    var failed = false
    for file in files {
      let build = ChapterBuild(
        chapter: file, options: options, installation: .current, reporter: terminal)
      let outcome = await build.check(updates: update)
      terminal.report(outcome.diagnostics, of: file, source: outcome.source)
      report(outcome)
      failed = failed || outcome.hasErrors || (!update && !outcome.differences.isEmpty)
    }
    if failed { throw ExitCode.failure }
  }

  private func report(_ outcome: ChapterBuild.Outcome) {
    for difference in outcome.differences {
      let place = [Terminal.shortened(difference.file), difference.line.map(String.init)]
        .compactMap { $0 }.joined(separator: ":")
      print("\(place): \(difference.message)")
      for line in difference.excerpt { print("  " + line) }
    }
    guard !verbosity.quiet, !outcome.hasErrors else { return }
    if outcome.differences.isEmpty { print("\(outcome.chapter): the published page is up to date") }
    for path in outcome.published { print(Terminal.shortened(path)) }
  }
}
