import Foundation

/// What generated chapters are made of.
extension Template {
  /// `Fixtures/Incremental/templates.txt`: every kind of declaration, state that is changed from
  /// afar, and code that acts without being named. Paragraphs are templates; those of a single word
  /// or so are headings.
  static let code: [Template] = {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Fixtures/Incremental/templates.txt")
    let text = try! String(contentsOf: file, encoding: .utf8)
    return text.trimmingCharacters(in: .newlines).components(separatedBy: "\n\n")
      .filter { $0.contains("{{") }.map(Template.init)
  }()

  static let prose = [
    Template("Remark {{#}}."),
    Template("## Section {{#}}"),
    Template("It is `{swift} {{value}}`, not {{#}}."),
    Template("Now `{swift} {{value}}` and `{swift} {{value}} + {{#}}`."),
  ]

  static let captions = [
    Template("Drawing {{#}}"), Template("At `{swift} {{value}}` of {{#}}"),
  ]

  static let shows = [
    Template("print({{value}}, {{value}})"),
    Template("print({{value}}, {{value}}, {{value}}, {{value}})"),
    Template("{{value}} + {{#}}"),
  ]
}
