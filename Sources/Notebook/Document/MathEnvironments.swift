/// LaTeX's environments that are formulas on lines of their own, without dollars around them, as in Pandoc,
/// MyST and Jupyter.
extension ArraySlice<UInt8> {
  private static let mathEnvironments: Set<String> = [
    "align", "align*", "alignat", "alignat*", "equation", "equation*", "gather", "gather*",
    "multline", "multline*",
  ]

  /// The name of the environment that the text opens: `align*` for `\begin{align*}`.
  var mathEnvironment: String? {
    let opening = Array("\\begin{".utf8)
    guard starts(with: opening) else { return nil }
    let name = dropFirst(opening.count).prefix { $0 != UInt8(ascii: "}") }
    return name.endIndex < endIndex && Self.mathEnvironments.contains(name.text) ? name.text : nil
  }

  /// Whether the text closes the environment, by `\end{name}` or by `\end{name} {#label}`.
  func ends(mathEnvironment name: String) -> Bool {
    withoutAttributes.trimmingEnd(while: \.isASCIIWhitespace).text.hasSuffix("\\end{\(name)}")
  }
}
