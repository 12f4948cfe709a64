import ArgumentParser
import Foundation
import Notebook

struct GraphCommand: ParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable { case text, svg }

  static let configuration = CommandConfiguration(
    commandName: "graph",
    abstract: "Shows what each cell declares, uses and may change.",
    discussion: """
      Nothing is run: names decide. A cell runs again when what it uses or reaches has changed.

        notebook graph ch3.md
        notebook graph ch3.md --format svg --output ch3.svg
      """)

  @Argument(help: "A Markdown file.")
  var file: String

  @Option(help: "How it is shown: \(Format.allCases.map(\.rawValue).joined(separator: " or ")).")
  var format = Format.text

  @Option(name: .shortAndLong, help: "The file to write to, rather than the terminal.")
  var output: String?

  func run() throws {
    let graph = DependencyGraph(of: try load())
    let text =
      switch format {
      case .text: graph.text
      case .svg: graph.svg
      }
    guard let output else { return print(text, terminator: "") }
    do {
      try Data(text.utf8).write(to: URL(fileURLWithPath: output), options: .atomic)
    } catch {
      FileHandle.standardError.write(
        Data("\(output): error: \(error.localizedDescription)\n".utf8))
      throw ExitCode.failure
    }
    print(output)
  }

  private func load() throws -> Document {
    let terminal = Terminal(verbosity: .quiet)
    do throws(Diagnostic) {
      let source = try Document.load(path: file)
      let parsed = Document.parse(source, path: file, isAlone: false)
      terminal.report(parsed.diagnostics, of: file, source: source)
      if !parsed.diagnostics.contains(where: { $0.severity == .error }) { return parsed.document }
    } catch {
      terminal.report([error], of: file, source: "")
    }
    throw ExitCode.failure
  }
}
