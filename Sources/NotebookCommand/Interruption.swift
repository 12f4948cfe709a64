import Foundation
import Notebook

/// Ctrl-C ends the command at once: the compilers and the kernel with it, and no page is touched.
enum Interruption {
  nonisolated(unsafe) private static var sources: [any DispatchSourceSignal] = []

  /// - Parameter isUsualEnd: whether Ctrl-C is how the command ends, and no failure.
  static func install(isUsualEnd: Bool = false) {
    for number in [SIGINT, SIGTERM, SIGHUP] {
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        ChapterBuild.abandonAll()
        if isUsualEnd && number == SIGINT { exit(0) }
        FileHandle.standardError.write(Data("\ninterrupted\n".utf8))
        exit(128 + number)
      }
      source.resume()
      sources.append(source)
    }
  }
}
