import Yams

extension FrontMatterParser {
  private static let paperKeys = ["papersize", "fontsize", "linestretch", "margin"]

  /// Of the formats, pages and paper have options here.
  mutating func readFormat(_ node: Node) {
    for (key, value) in node.mapping?["html"]?.mapping ?? [:] where !value.isNull {
      readPageOption(value, for: key, key.scalar?.string ?? "")
    }
    for (key, value) in node.mapping?["pdf"]?.mapping ?? [:] where !value.isNull {
      readPaperOption(value, for: key, key.scalar?.string ?? "")
    }
  }

  private mutating func readPaperOption(_ value: Node, for key: Node, _ name: String) {
    switch name {
    case "papersize":
      if let size: Paper.Size = reader.choice(value, for: name) { frontMatter.paper.size = size }
    case "fontsize":
      if let points = reader.points(value, for: name) { frontMatter.paper.fontSize = points }
    case "linestretch":
      if let stretch = reader.positiveNumber(value, for: name) {
        frontMatter.paper.lineStretch = stretch
      }
    case "margin":
      if let points = reader.points(value, for: name) {
        frontMatter.paper.margin = points / 72 * 25.4
      }
    default: warnOfSlip(name, for: Self.paperKeys, at: key)
    }
  }
}
