import Foundation

/// KaTeX, loaded and ready to typeset.
///
/// Loading takes 0.1 s, a formula a few milliseconds. It belongs to the thread that uses it.
final class KaTeX {
  /// Far more than the longest formulas that anyone reads; KaTeX's time grows with the square.
  static let maximumLength = 5_000

  private let engine: JavaScriptEngine

  /// - Parameter script: The contents of `katex.min.js`.
  init(script: String) throws(JavaScriptEngine.Failure) {
    engine = try JavaScriptEngine(memoryLimit: 32 << 20)
    try engine.run(Self.environment, name: "environment.js")
    try engine.run(script, name: "katex.min.js")
    try engine.run(Self.entry, name: "entry.js")
  }

  /// - Throws: `MathError` for what is wrong with the formula; a failure of the engine, which should
  ///   not be used any more then.
  func html(of formula: Formula) throws -> String {
    guard formula.tex.utf8.count <= Self.maximumLength else {
      throw MathError("The formula is longer than \(Self.maximumLength) bytes")
    }
    let request = Array(try JSONEncoder().encode(formula))
    let reply = Data(try engine.call("typeset", with: request))
    let decoded = try JSONDecoder().decode(Reply.self, from: reply)
    if let html = decoded.html { return html }
    throw MathError(
      decoded.message ?? "", offset: decoded.position.map { formula.tex.utf8Offset(utf16: $0) })
  }

  /// What `typeset` returns: HTML, or what is wrong.
  private struct Reply: Decodable {
    var html: String?
    var message: String?
    /// In UTF-16 code units.
    var position: Int?
  }
}

// MARK: JavaScript

extension KaTeX {
  /// What KaTeX expects to find and ECMAScript 5 does not have.
  private static let environment = """
    var self = this;
    var console = { log: function () {}, warn: function () {}, error: function () {} };
    Object.defineProperty(Array.prototype, "fill", {
      value: function (value) {
        for (var i = 0; i < this.length; i++) this[i] = value;
        return this;
      }
    });
    """

  /// Bounds what a formula may ask for, and refuses commands that would link or embed: KaTeX by
  /// itself would show those in red without a word.
  private static let entry = #"""
    function typeset(request) {
      var formula = JSON.parse(new TextDecoder().decode(request)), reply;
      try {
        reply = {
          html: katex.renderToString(formula.tex, {
            displayMode: formula.display,
            output: "htmlAndMathml",
            strict: "ignore",
            maxExpand: 1000,
            maxSize: 50,
            trust: function (context) {
              throw new katex.ParseError(context.command + " is not allowed in formulas");
            }
          })
        };
      } catch (error) {
        if (!(error instanceof katex.ParseError)) throw error;
        // Without KaTeX's name in front and the quoted source behind.
        var message = error.message.replace(/^KaTeX parse error: /, "")
          .replace(/ at (position \d+|end of input): [^]*$/, "");
        reply = { message: message, position: error.position };
      }
      return new TextEncoder().encode(JSON.stringify(reply));
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
