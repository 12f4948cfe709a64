/// What a name of a generated chapter stands for, as far as that decides where it can be used.
struct Kind: Hashable, Sendable {
  let name: String
  /// What things of this kind are called. Few names, so that chapters often declare one anew; kinds
  /// that share them shadow each other.
  let names: [String]
  /// An `Int` made of a thing called `@`.
  var value: String?
  /// The type without which there is no such thing: declared anew, it hides what belongs to the old one.
  var owner: String?
  /// Whether it is a member or a conformance of `owner`, whose names are no names of the chapter.
  var isMember = false
  /// Whether there can be only one of a name in a chapter.
  var isUnique = false
  /// Whether a cell can use an earlier one before it declares its own.
  var isVariable = false

  /// The names among which one must not be declared twice in a cell.
  var space: String { isMember ? owner ?? "" : "" }

  static let named: [String: Kind] = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

  private static let all: [Kind] = variables + functions + types + outside

  private static let variables = [
    Kind(name: "number", names: ["a", "b", "c", "d"], value: "@", isVariable: true),
    Kind(name: "variable", names: ["a", "b", "c", "d"], value: "@", isVariable: true),
    Kind(name: "text", names: ["text", "word"], value: "@.count", isVariable: true),
    Kind(name: "list", names: ["list", "items"], value: "@.count", isVariable: true),
    Kind(
      name: "table", names: ["table", "counts"], value: "(@[\"b\"] ?? 0)", isVariable: true),
    Kind(name: "thing", names: ["thing"], isVariable: true),
    Kind(
      name: "node", names: ["first", "second", "third"], value: "@.n", owner: "Node",
      isVariable: true),
    Kind(name: "nodes", names: ["nodes", "row"], value: "@[0].n", owner: "Node", isVariable: true),
    Kind(name: "point", names: ["p", "q"], value: "@.sum", owner: "Point", isVariable: true),
    Kind(name: "path", names: ["path"], owner: "Point", isVariable: true),
    Kind(name: "shape", names: ["shape"], value: "@.area", owner: "Shape", isVariable: true),
    Kind(name: "mode", names: ["mode"], value: "@.rate", owner: "Mode", isVariable: true),
  ]

  private static let functions = [
    Kind(name: "function", names: ["f", "g", "h"], value: "@()"),
    Kind(name: "closure", names: ["act", "step"], value: "@()", isVariable: true),
    Kind(name: "mapping", names: ["scaled", "moved"], value: "@(2)"),
    Kind(name: "raising", names: ["raise"]),
    Kind(name: "generic", names: ["pick"]),
    Kind(name: "overload", names: ["pick(Int)"]),
    Kind(name: "nodeFunction", names: ["touch"], owner: "Node"),
    Kind(name: "combining", names: ["<+>"], isUnique: true),
    Kind(name: "reading", names: ["contents"]),
    Kind(name: "listing", names: ["listing"]),
    Kind(name: "writing", names: ["write"]),
  ]

  private static let types = [
    Kind(name: "Node", names: ["Node"]),
    Kind(name: "Point", names: ["Point"]),
    Kind(name: "Shape", names: ["Shape"], isUnique: true),
    Kind(name: "Square", names: ["Square"], owner: "Shape"),
    Kind(name: "Mode", names: ["Mode"]),
    Kind(name: "Shared", names: ["Shared", "Settings"], value: "@.count"),
    Kind(name: "Amount", names: ["Amount"]),
    member("nodeDescription", "description", of: "Node"),
    member("nodeAddition", "grown", of: "Node"),
    member("pointDescription", "description", of: "Point"),
    member("pointEquality", "==", of: "Point"),
    member("pointArea", "area", of: "Point"),
    member("shapeAddition", "doubled", of: "Shape"),
    member("intAddition", "tripled", of: "Int"),
  ]

  /// What a chapter has from outside, or leaves there.
  private static let outside = [
    Kind(name: "parameter", names: ["k", "m"], value: "params.@"),
    Kind(name: "file", names: ["one.txt", "two.txt", "data/three.txt"]),
    Kind(name: "made", names: ["made.txt", "made-too.txt"]),
  ]

  private static func member(_ name: String, _ member: String, of owner: String) -> Kind {
    Kind(name: name, names: [member], owner: owner, isMember: true, isUnique: true)
  }
}
