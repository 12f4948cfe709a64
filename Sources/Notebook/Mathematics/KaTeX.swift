import Foundation

/// KaTeX, loaded and ready to typeset.
///
/// Loading takes 50 ms, a formula half a millisecond. One thread at a time may use it.
final class KaTeX {
  /// Far more than the longest formulas that anyone reads; KaTeX's time grows with the square.
  static let maximumLength = 5_000

  private let engine: JavaScriptEngine

  /// - Parameter script: The contents of `katex.min.js`.
  init(script: String) throws(JavaScriptEngine.Failure) {
    engine = try JavaScriptEngine()
    try engine.run("var self = this;", name: "environment.js")
    try engine.run(script, name: "katex.min.js")
    try engine.run(Self.entry, name: "entry.js")
  }

  /// - Throws: `MathError` for what is wrong with the formula; a failure of the engine, which should
  ///   not be used any more then.
  func html(of formula: Formula) throws -> String {
    guard formula.tex.utf8.count <= Self.maximumLength else {
      throw MathError("The formula is longer than \(Self.maximumLength) bytes")
    }
    let reply = try engine.call(
      "typeset", with: formula.tex, formula.display ? "display" : "inline")
    if reply.utf8.first == Self.success { return String(reply.utf8.dropFirst())! }
    let parts = reply.dropFirst().split(separator: "\n", maxSplits: 1)
    throw MathError(
      parts.count > 1 ? String(parts[1]) : "",
      offset: parts.first.flatMap { Int($0) }.map { formula.tex.utf8Offset(utf16: $0) })
  }

  /// What a reply begins with that is HTML. Others have the place of the error, if that is known, in
  /// UTF-16 code units, then the message.
  private static let success = UInt8(ascii: "+")
}

// MARK: JavaScript

extension KaTeX {
  /// Bounds what a formula may ask for, and refuses commands that would link or embed: KaTeX by
  /// itself would show those in red without a word.
  private static let entry = #"""
    // KaTeX bounds how many macros a formula expands, not how long they are.
    function boundedMacros() {
      var rest = 100000;
      return new Proxy({}, {
        get: function (macros, name) {
          var macro = macros[name];
          if (macro && macro.tokens) rest -= macro.tokens.length;
          if (rest < 0) throw new katex.ParseError("The macros are too long");
          return macro;
        }
      });
    }

    // KaTeX has no `multline`. Spaces keep the places of errors.
    function withoutMultline(tex) {
      return tex.replace(/(\\(?:begin|end))\{multline(\*?)\}/g, "$1  {gather$2}");
    }

    function typeset(tex, mode) {
      try {
        return "+" + katex.renderToString(withoutMultline(tex), {
          displayMode: mode == "display",
          output: "htmlAndMathml",
          strict: "ignore",
          macros: boundedMacros(),
          maxExpand: 1000,
          maxSize: 50,
          trust: function (context) {
            throw new katex.ParseError(context.command + " is not allowed in formulas");
          }
        });
      } catch (error) {
        if (!(error instanceof katex.ParseError)) throw error;
        // Without KaTeX's name in front and the quoted source behind.
        var message = error.message.replace(/^KaTeX parse error: /, "")
          .replace(/ at (position \d+|end of input): [^]*$/, "");
        return "-" + (error.position === undefined ? "?" : error.position) + "\n" + message;
      }
    }
    """#
}

extension String {
  /// Where in UTF-8 an offset in UTF-16 lies; at the end, if that is behind it.
  fileprivate func utf8Offset(utf16 offset: Int) -> Int {
    let index = utf16.index(startIndex, offsetBy: offset, limitedBy: endIndex) ?? endIndex
    return utf8.distance(from: startIndex, to: index)
  }
}
