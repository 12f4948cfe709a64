import Foundation
import Notebook

/// Ctrl-C ends a build at once: the compilers and the kernel with it, and no page is touched.
enum Interruption {
  nonisolated(unsafe) private static var sources: [any DispatchSourceSignal] = []

  static func install() {
    for number in [SIGINT, SIGTERM, SIGHUP] {
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        ChapterBuild.abandonAll()
        FileHandle.standardError.write(Data("\ninterrupted\n".utf8))
        exit(128 + number)
      }
      source.resume()
      sources.append(source)
    }
  }
}
