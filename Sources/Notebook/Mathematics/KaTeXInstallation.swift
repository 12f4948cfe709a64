import Foundation

/// The files of KaTeX on this machine.
struct KaTeXInstallation: Sendable {
  /// Where Debian's `libjs-katex` puts them.
  static let debian = KaTeXInstallation(folder: "/usr/share/javascript/katex")

  let folder: String

  func script() throws(MathError) -> String { try text("katex.min.js") }

  func stylesheet() throws(MathError) -> String { try text("katex.min.css") }

  /// - Parameter path: As in the stylesheet, relative to it.
  func font(_ path: String) throws(MathError) -> [UInt8] { Array(try read(path)) }

  private func text(_ name: String) throws(MathError) -> String {
    String(decoding: try read(name), as: UTF8.self)
  }

  private func read(_ name: String) throws(MathError) -> Data {
    guard let data = FileManager.default.contents(atPath: "\(folder)/\(name)") else {
      throw MathError(
        "cannot typeset formulas: KaTeX's '\(folder)/\(name)' is missing; scripts/bootstrap"
          + " installs it", in: .installation)
    }
    return data
  }
}
