/// Traps that lie in the chapter's code.
extension RegressionCase {
  static let all = state + declarations + outsideWorld

  static let state = [
    RegressionCase(
      "a later cell changes a variable",
      ["var a = 1", "a += 1", "print(a)"],
      changes: .replace("+= 1", with: "+= 2"), .delete(1)),
    RegressionCase(
      "the cell that changes a variable runs once, not on top of its own result",
      ["var a = 1", "a += 1", "print(a)"],
      changes: .replace("print(a)", with: "print(a, a)"),
      .replace("print(a, a)", with: "print(a)")),
    RegressionCase(
      "a class instance is changed through an alias",
      [node, "let first = Node(1)", "let second = first", "second.n += 1", "print(first.n)"],
      changes: .replace("+= 1", with: "+= 5"), .replace("= first", with: "= Node(7)")),
    RegressionCase(
      "a third cell links two instances",
      [
        node, "let first = Node(1)", "let second = Node(2)", "first.link = second",
        "first.link?.n += 1", "print(second.n)",
      ],
      changes: .replace("+= 1", with: "+= 5"), .delete(3)),
    RegressionCase(
      "shared instances stay shared",
      [
        node, "let first = Node(1)\nlet row = [first, first]", "row[0].n += 1",
        "print(row[1].n, row[0] === first)",
      ],
      changes: .replace("+= 1", with: "+= 5"),
      .replace("[first, first]", with: "[first, Node(9)]")),
    RegressionCase(
      "a function changes a global",
      ["var a = 1", "func bump() { a += 1 }", "bump()", "print(a)"],
      changes: .replace("a += 1", with: "a += 4"), .insert("bump()", at: 3), .delete(3)),
    RegressionCase(
      "a closure captures a variable",
      ["var a = 1", "let read = { a * 2 }", "a = 5", "print(read())"],
      changes: .replace("a = 5", with: "a = 6"), .replace("* 2", with: "* 3")),
    RegressionCase(
      "a closure keeps state of its own",
      [
        "let step: () -> Int = {\n  var count = 0\n  return {\n    count += 1\n    return count\n  }\n}()",
        "print(step())", "print(step(), step())",
      ],
      changes: .delete(1), .insert("print(step())", at: 1), .replace("count = 0", with: "count = 9")
    ),
    RegressionCase(
      "a static variable is changed by an initialiser",
      [
        "struct Item {\n  static var made = 0\n  init() { Item.made += 1 }\n}", "_ = Item()",
        "print(Item.made)",
      ],
      changes: .insert("_ = [Item(), Item()]", at: 2), .delete(2)),
    RegressionCase(
      "a lazy static is made by whoever reads it first",
      [
        "var a = 1", "enum Shared { static let start = a }", "print(Shared.start)", "a = 2",
        "print(Shared.start)",
      ],
      changes: .delete(2), .insert("print(Shared.start)", at: 2)),
    RegressionCase(
      "a lazy property is made by whoever reads it first",
      [
        "var a = 1\nfinal class Box { lazy var n = a }", "let box = Box()", "print(box.n)", "a = 2",
        "print(box.n)",
      ],
      changes: .delete(2), .insert("print(box.n)", at: 2)),
    RegressionCase(
      "deferred code changes a variable",
      ["var a = 1", "defer { a += 1 }\nprint(\"so\")", "print(a)"],
      changes: .replace("+= 1", with: "+= 2")),
    RegressionCase(
      "an existential holds a shared instance",
      [
        node, "let first = Node(1)\nlet thing: Any = first", "(thing as? Node)?.n += 1",
        "print(first.n)",
      ],
      changes: .replace("+= 1", with: "+= 5")),
    RegressionCase(
      "values that come out the same stop a rerun, and only those",
      ["let a = 3", "let b = a % 2", "print(b)", "print(a)"],
      changes: .replace("a = 3", with: "a = 5"), .replace("a = 5", with: "a = 6")),
    RegressionCase(
      "the order of dictionaries and sets",
      [
        "var table: [String: Int] = [:]\nfor i in 0..<40 { table[\"k\\(i)\"] = i }\nfor i in 5..<40 { table[\"k\\(i)\"] = nil }",
        "let names = Set(table.keys)", "print(table, names, 1)",
      ],
      changes: .replace(", 1)", with: ", 2)"), .replace("5..<40", with: "9..<40")),
    RegressionCase(
      "randomness belongs to its cell",
      [
        "//| label: one\nprint(Int.random(in: 0..<1000))",
        "//| label: two\nlet order = Array(1...9).shuffled()", "print(order)",
      ],
      changes: .replace("1000", with: "2000"), .replace("1...9", with: "1...8"),
      .delete(0)),
    RegressionCase(
      "floating-point values keep their bits",
      [
        "let values = [0.1 + 0.2, -0.0, .nan, .infinity]",
        "print(values, values.map(\\.bitPattern), 1)",
      ],
      changes: .replace(", 1)", with: ", 2)"), .replace("-0.0", with: "0.0")),
  ]

  static let declarations = [
    RegressionCase(
      "a changed body does not change its caller's object",
      ["func f() -> Int { 1 }", "func g() -> Int { f() }", "print(g())"],
      changes: .replace("{ 1 }", with: "{ 2 }")),
    RegressionCase(
      "a redefinition shadows",
      ["let a = 1", "print(a)"], changes: .insert("let a = 2", at: 1), .delete(1)),
    RegressionCase(
      "a function keeps what it was compiled with",
      ["let a = 1", "func f() -> Int { a }", "print(f(), a)"],
      changes: .insert("let a = 2", at: 2), .move(2, to: 1)),
    RegressionCase(
      "a cell reads an earlier variable and declares its own",
      ["let a = 1", "print(a)\nlet a = a + 1", "print(a)"],
      changes: .replace("a = 1", with: "a = 5")),
    RegressionCase(
      "a retroactive conformance that only print finds",
      [node, "let first = Node(1)", "print(first)"],
      changes: .insert(
        "extension Node: CustomStringConvertible { var description: String { \"node \\(n)\" } }",
        at: 2),
      .replace("node \\(", with: "Node \\("), .delete(2)),
    RegressionCase(
      "a conformance that only a cast finds",
      [
        "protocol Shape {}\nstruct Point {}", "print((Point() as Any) is any Shape)",
      ],
      changes: .insert("extension Point: Shape {}", at: 1), .delete(1)),
    RegressionCase(
      "an operator's meaning",
      [
        "infix operator <+>: AdditionPrecedence\nfunc <+> (x: Int, y: Int) -> Int { x + y }",
        "print(3 <+> 4)",
      ],
      changes: .replace("{ x + y }", with: "{ x * y }")),
    RegressionCase(
      "a better overload",
      ["func pick<T>(_ x: T) -> String { \"any\" }", "print(pick(1))"],
      changes: .insert("func pick(_ x: Int) -> String { \"Int\" }", at: 1), .delete(1)),
    RegressionCase(
      "a generic function's body",
      ["func pair<T>(_ x: T) -> [T] { [x, x] }", "print(pair(1))"],
      changes: .replace("[x, x]", with: "[x]")),
    RegressionCase(
      "a default argument",
      ["func scaled(_ x: Int, by factor: Int = 2) -> Int { x * factor }", "print(scaled(3))"],
      changes: .replace("= 2", with: "= 5")),
    RegressionCase(
      "a typealias",
      ["typealias Amount = Int", "print(Amount(7) / 2)"],
      changes: .replace("= Int", with: "= Double")),
    RegressionCase(
      "what a key path leads to",
      [
        "struct Point { var x = 2; var sum: Int { x + 1 } }", "let path = \\Point.sum",
        "print(Point()[keyPath: path])",
      ],
      changes: .replace("x + 1", with: "x + 5")),
    RegressionCase(
      "a stored property is inserted",
      ["struct Point { var x = 1 }", "let p = Point()", "print(p)"],
      changes: .replace("{ var x", with: "{ var w = 0; var x")),
    RegressionCase(
      "an override of a method",
      [
        "class Animal { func sound() -> String { \"none\" } }\nfinal class Cat: Animal { override func sound() -> String { \"meow\" } }",
        "let animal: Animal = Cat()", "print(animal.sound())",
      ],
      changes: .replace("meow", with: "purr"),
      .replace("override func sound() -> String { \"purr\" }", with: "")),
    RegressionCase(
      "inline code changes a variable",
      [
        "var a = 1\nfunc bump() -> Int {\n  a += 1\n  return a\n}", .prose("Now `{swift} bump()`."),
        "print(a)",
      ],
      changes: .replace("Now `{swift} bump()`.", with: "Now `{swift} bump() + bump()`."),
      .replace("Now `{swift} bump() + bump()`.", with: "Now.")),
    RegressionCase(
      "cells move past each other",
      ["var a = 1", "a += 3", "a *= 2", "print(a)"], changes: .move(1, to: 2)),
    RegressionCase(
      "lines of errors follow their cell",
      [
        .prose("One."),
        "//| error: true\nlet none: Int? = nil\nprint(none!)", "print(1)",
      ],
      changes: .insert(.prose("Two.\n\nThree."), at: 0), showsChanges: false),
  ]

  private static let node: Block =
    "final class Node {\n  var n: Int\n  var link: Node?\n  init(_ n: Int) { self.n = n }\n}"
}
