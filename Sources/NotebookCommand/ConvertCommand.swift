import ArgumentParser
import Foundation
import Notebook

struct ConvertCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Makes a Jupyter notebook of a chapter, and a chapter of a notebook.",
    discussion: """
      A chapter is built first, so that the notebook has its outputs; nothing is published. There and \
      back gives the same Markdown, byte for byte.

        notebook convert ch3.md     writes ch3.ipynb
        notebook convert ch3.ipynb  writes ch3.md
      """)

  @Argument(help: "A Markdown file, or a notebook (.ipynb).")
  var file: String

  @Option(name: .shortAndLong, help: "The file to write to; beside the other, if it isn't said.")
  var output: String?

  @Flag(help: "Run nothing: the outputs are those of the last build.")
  var noExecute = false

  @Flag(help: "Replace a file that is there already.")
  var force = false

  @OptionGroup var verbosity: VerbosityOptions

  func run() async throws {
    Interruption.install()
    let terminal = Terminal(verbosity: verbosity.verbosity)
    let target =
      output ?? "\((file as NSString).deletingPathExtension).\(isNotebook ? "md" : "ipynb")"
    do throws(Diagnostic) {
      guard force || !FileManager.default.fileExists(atPath: target) else {
        throw Diagnostic(.error, "this file is there already; --force replaces it", file: target)
      }
      if let data = try await converted(terminal) {
        try write(data, to: target)
        if !verbosity.quiet { print(Terminal.shortened(target)) }
        return
      }
    } catch {
      terminal.report([error], of: error.file, source: "")
    }
    throw ExitCode.failure
  }

  private var isNotebook: Bool { file.lowercased().hasSuffix(".ipynb") }

  /// `nil` if the chapter has errors, which were reported.
  private func converted(_ terminal: Terminal) async throws(Diagnostic) -> Data? {
    if isNotebook { return Data(try JupyterNotebook.load(path: file).markdown.utf8) }
    var options = BuildOptions()
    options.executes = !noExecute
    let build = ChapterBuild(
      chapter: file, options: options, installation: .current, reporter: terminal)
    let (outcome, notebook) = await build.makeJupyterNotebook()
    terminal.report(outcome.diagnostics, of: file, source: outcome.source)
    return notebook?.json
  }

  private func write(_ data: Data, to path: String) throws(Diagnostic) {
    do {
      try data.write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw Diagnostic(.error, "cannot be written: \(error.localizedDescription)", file: path)
    }
  }
}
