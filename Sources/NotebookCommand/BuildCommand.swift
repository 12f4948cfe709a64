import ArgumentParser
import Foundation
import Notebook

struct BuildCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build",
    abstract: "Runs the cells of a chapter, or of a book, and publishes its pages.",
    discussion: """
      Writes output/NAME.html and output/NAME.md, in the nearest folder above the chapter that has \
      a Package.swift or a notebook.yml. A page is published whole or not at all: if a cell fails, \
      the last good page stays.

        notebook build ch3.md                    the whole chapter
        notebook build                           the book: all chapters that notebook.yml lists
        notebook build ch3.md --only 3.2         one answer and what it needs
        notebook build ch3.md --param epochs=20  with another value of a parameter
        notebook build ch3.md --to pdf           prints output/ch3.pdf too, with Chromium
      """)

  @Argument(help: "Markdown files; none for the book that the nearest notebook.yml lists.")
  var files: [String] = []

  @OptionGroup var publishing: PublishingOptions

  enum Format: String, ExpressibleByArgument, CaseIterable { case pdf }

  @Option(
    help:
      "What to make beside HTML and Markdown: \(Format.allCases.map(\.rawValue).joined(separator: ", "))."
  )
  var to: [Format] = []

  @Option(help: "Run only this answer, named by its number or id; others stay as they were built.")
  var only: String?

  @Option(help: "Run this answer again, whatever is known of it.")
  var rerun: String?

  @Flag(help: "Run everything, and keep nothing of it for later builds.")
  var noCache = false

  @Option(
    help: ArgumentHelp(
      "How large the cache may become, in megabytes.", valueName: "megabytes"))
  var cacheSize: Int?

  @Flag(help: "Say of each cell whether it was run, and why.")
  var explain = false

  @Flag(help: "Render without running anything, with the results of the last build.")
  var noExecute = false

  @Flag(
    help: "Of cells with 'freeze: true', show the recorded results, even where they could run.")
  var frozen = false

  @OptionGroup var verbosity: VerbosityOptions

  func validate() throws {
    if let cacheSize, !(0...(1 << 40)).contains(cacheSize) {
      throw ValidationError("--cache-size is a number of megabytes")
    }
    if files.isEmpty, only != nil || rerun != nil {
      throw ValidationError("--only and --rerun are for one chapter: name its Markdown file")
    }
  }

  func run() async throws {
    Interruption.install()
    let terminal = Terminal(verbosity: verbosity.verbosity, explains: explain)
    var options = publishing.build
    options.only = only
    options.rerun = rerun
    options.caching = noCache ? .none : .full
    options.explains = explain
    if let cacheSize { options.cacheSize = cacheSize << 20 }
    options.executes = !noExecute
    options.prefersRecordings = frozen
    let chapters: [ChapterBuild.Outcome]
    var failed: Bool
    if files.isEmpty {
      let book = try await BookBuild.inCurrentFolder(options, terminal)
      (chapters, failed) = (book.chapters, book.hasErrors)
    } else {
      chapters = await buildChapters(options, terminal)
      failed = chapters.contains(where: \.hasErrors)
    }
    if to.contains(.pdf) {
      for outcome in chapters where !outcome.hasErrors {
        failed = !printPDF(of: outcome, terminal) || failed
      }
    }
    if failed { throw ExitCode.failure }
  }

  private func buildChapters(_ options: BuildOptions, _ terminal: Terminal) async
    -> [ChapterBuild.Outcome]
  {
    var outcomes: [ChapterBuild.Outcome] = []
    for file in files {
      let build = ChapterBuild(
        chapter: file, options: options, installation: .current, reporter: terminal)
      outcomes.append(await build.run())
      terminal.report(outcomes.last!)
    }
    return outcomes
  }

  private func printPDF(of outcome: ChapterBuild.Outcome, _ terminal: Terminal) -> Bool {
    guard let page = outcome.published.first(where: { $0.hasSuffix(".html") }) else { return false }
    let file = (page as NSString).deletingPathExtension + ".pdf"
    do throws(PDFPrinter.Failure) {
      try PDFPrinter(environment: ProcessInfo.processInfo.environment).print(page, to: file)
    } catch {
      terminal.report([Diagnostic(.error, error.reason, file: file)], of: file, source: "")
      return false
    }
    if !verbosity.quiet { print(Terminal.shortened(file)) }
    return true
  }
}
