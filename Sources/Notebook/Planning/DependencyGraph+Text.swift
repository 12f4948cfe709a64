extension DependencyGraph {
  /// What names can't tell.
  static let limits =
    "By names alone: what cells may change through objects that they share shows when they run."

  /// A paragraph for each unit.
  public var text: String {
    guard !nodes.isEmpty else { return "\(chapter) has no cells\n" }
    let width = nodes.compactMap { $0.line.map { "\($0)".count } }.max() ?? 0
    let paragraphs = nodes.map { node in
      let line = node.line.map(String.init) ?? ""
      let rows =
        row("declares", node.declares.isEmpty ? [] : [node.declares.joined(separator: ", ")])
        + row("uses", node.uses.map(phrase)) + row("reaches", node.reaches.map(phrase))
        + row("may change", node.mayChange.map(phrase))
      let indentation = String(repeating: " ", count: width + 2)
      let heading = String(repeating: " ", count: width - line.count) + line + "  " + node.title
      return ([heading] + rows.map { indentation + $0 }).joined(separator: "\n")
    }
    return (paragraphs + [Self.limits]).joined(separator: "\n\n") + "\n"
  }

  private func row(_ name: String, _ values: [String]) -> [String] {
    values.enumerated().map { index, value in
      let name = index == 0 ? name : ""
      return "  " + name + String(repeating: " ", count: 12 - name.count) + value
    }
  }

  /// `model, history from train`
  func phrase(_ use: Use) -> String {
    "\(use.names.joined(separator: ", ")) from \(nodes[use.node].reference)"
  }
}
