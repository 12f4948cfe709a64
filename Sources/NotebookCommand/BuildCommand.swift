import ArgumentParser
import Foundation
import Notebook

struct BuildCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "build", abstract: "Builds pages.")
  @Argument var files: [String]
  @Flag var keepGoing = false
  func run() async throws {
    struct Quiet: BuildReporter {
      func started(_ unit: CompilationUnit) {}
      func progressed(_ fraction: Double, _ message: String) {}
      func finished(_ unit: CompilationUnit) {}
    }
    for file in files {
      var options = BuildOptions()
      options.keepsGoing = keepGoing
      let o = await ChapterBuild(chapter: file, options: options, installation: Installation(sourceFolder: "."), reporter: Quiet()).run()
      for d in o.diagnostics { print("\(d.file):\(d.range?.lowerBound.line ?? 0):\(d.range?.lowerBound.column ?? 0): \(d.severity): \(d.message)"); for n in d.notes { print("   ", n.range?.lowerBound as Any, n.message) } }
    }
  }
}
struct NewCommand: ParsableCommand {}
