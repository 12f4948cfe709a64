import Testing

@testable import Notebook

@Suite struct ParameterDeclarationsTests {
  static let declared: [FrontMatter.Parameter] = [
    .init(name: "n", value: .integer(3)), .init(name: "rate", value: .number(0.5)),
    .init(name: "on", value: .boolean(true)), .init(name: "name", value: .string("a \"b\" \\(c)")),
  ]

  @Test func source() {
    let source = ParameterDeclarations.source(Self.declared)
    #expect(source.contains("let `n` = 3\n"))
    #expect(source.contains("let `rate` = 0.5\n"))
    #expect(source.contains("let `on` = true\n"))
    // Nothing in a value is code.
    #expect(source.contains(#"let `name` = "a \"b\" \\(c)""#))
  }

  @Test func overriding() throws {
    let values = try ParameterDeclarations.overriding(
      Self.declared, with: ["n=-7", "rate=2", "on=false", "name=x=y"]
    ).map(\.value)
    #expect(values == [.integer(-7), .number(2), .boolean(false), .string("x=y")])
  }

  @Test(arguments: ["n", "n=", "n=1.5", "rate=nan", "rate=inf", "on=yes", "other=1", "=1"])
  func refused(_ assignment: String) {
    #expect(throws: InvalidParameter.self) {
      try ParameterDeclarations.overriding(Self.declared, with: [assignment])
    }
  }
}
