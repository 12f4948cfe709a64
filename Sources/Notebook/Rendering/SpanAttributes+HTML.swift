import NotebookDisplay

extension SpanAttributes {
  /// The element that has the attributes: what a class says is said by the element where HTML has one.
  var element: (name: String, attributes: String) {
    let elements = ["mark": "mark", "underline": "u", "ul": "u"]
    let named = classes.first { elements[$0] != nil }
    let others = classes.filter { $0 != named }
    let attributes =
      [id.map { ("id", $0) }, others.isEmpty ? nil : ("class", others.joined(separator: " "))]
      .compactMap(\.self) + values.sorted { $0.key < $1.key }.map { (Self.attribute($0), $1) }
    return (
      named.flatMap { elements[$0] } ?? "span",
      attributes.map { " \($0)=\"\($1.htmlEscaped)\"" }.joined()
    )
  }

  /// HTML's attribute for a key; any other one is for scripts, as in Pandoc.
  private static func attribute(_ key: String) -> String {
    let known = ["dir", "lang", "role", "style", "tabindex", "title", "translate"]
    let isKnown = known.contains(key) || key.hasPrefix("data-") || key.hasPrefix("aria-")
    return isKnown ? key : "data-" + key
  }
}
