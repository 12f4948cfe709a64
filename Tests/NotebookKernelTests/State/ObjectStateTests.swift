import Testing

@testable import NotebookKernel

/// Instances of classes: identity, sharing, cycles.
@Suite struct ObjectStateTests {
  class Base {
    var number: Int
    let name: String
    init(number: Int, name: String) {
      self.number = number
      self.name = name
    }
    func describe() -> String { "base \(name)" }
  }

  final class Derived: Base {
    var values: [Double] = []
    lazy var later = values.count
    override func describe() -> String { "derived \(name) \(values)" }
  }

  final class Node {
    var label: Int
    var edges: [Node] = []
    var partner: Node?
    init(_ label: Int) { self.label = label }
  }

  final class Holder<Content> {
    var content: Content
    init(_ content: Content) { self.content = content }
  }

  private final class Hidden {
    var text = "hidden"
    private struct Inner {
      var x = 1
    }
    private var inner = [Inner(), Inner(x: 2)]
    var sum: Int { inner.reduce(0) { $0 + $1.x } }
  }

  @Test func subclassesKeepWhatTheyInherit() throws {
    let object = Derived(number: 1, name: "a")
    object.values = [1, 2]
    let restored: Base = try roundTrip(object as Base)
    #expect(restored !== object)
    #expect(restored.describe() == "derived a [1.0, 2.0]")
    #expect(restored.number == 1)
    let derived = try #require(restored as? Derived)
    #expect(derived.later == 2)
  }

  @Test func privateClasses() throws {
    let restored = try roundTrip(Hidden())
    #expect(restored.text == "hidden" && restored.sum == 3)
    #expect(try roundTrip(Holder(Hidden())).content.sum == 3)
    #expect(try roundTrip([Holder([1: "a"])])[0].content == [1: "a"])
  }

  @Test func sharedObjectsStayShared() throws {
    let shared = Base(number: 1, name: "shared")
    let (first, second) = ([shared, shared], shared)
    let captured = try withUnsafePointer(to: first) { first in
      try withUnsafePointer(to: second) { second in
        try CapturedValue([
          ("first", [Base].self, UnsafeRawPointer(first)),
          ("second", Base.self, UnsafeRawPointer(second)),
        ])
      }
    }
    let restored = try captured.restored(as: ([Base], Base).self)
    restored.1.number = 7
    #expect(restored.0[0] === restored.1 && restored.0[1].number == 7)
    let separate = [Base(number: 1, name: "shared"), Base(number: 1, name: "shared")]
    #expect(try CapturedValue([shared, shared]).digest != CapturedValue(separate).digest)
  }

  @Test func cyclesAndLongChains() throws {
    let node = Node(1)
    node.partner = node
    node.edges = [node, Node(2)]
    let restored = try roundTrip(node)
    #expect(restored.partner === restored && restored.edges[0] === restored)
    #expect(restored.edges[1].label == 2)
    node.partner = nil
    node.edges = []
    restored.partner = nil
    restored.edges = []

    let nodes = (0..<100_000).map(Node.init)
    for (previous, next) in zip(nodes, nodes.dropFirst()) { previous.partner = next }
    let first = try roundTrip(nodes[0])
    var count = 0
    var current: Node? = first
    var chain: [Node] = []
    while let node = current {
      #expect(node.label == count)
      chain.append(node)
      count += 1
      current = node.partner
    }
    #expect(count == nodes.count)
    // A long chain must not be released recursively.
    for node in nodes + chain { node.partner = nil }
  }

  @Test(arguments: 0..<30) func randomGraphs(seed: Int) throws {
    var generator = SplitMix64(state: UInt64(seed))
    let nodes = (0..<Int.random(in: 1...40, using: &generator)).map(Node.init)
    for node in nodes {
      for _ in 0..<Int.random(in: 0...4, using: &generator) {
        node.edges.append(nodes.randomElement(using: &generator)!)
      }
      if Bool.random(using: &generator) { node.partner = nodes.randomElement(using: &generator) }
    }
    let restored = try roundTrip(nodes)
    defer { for node in nodes + restored { (node.edges, node.partner) = ([], nil) } }
    for (node, copy) in zip(nodes, restored) {
      #expect(node.label == copy.label && node !== copy)
      #expect(node.edges.map(\.label) == copy.edges.map(\.label))
      #expect(copy.edges.allSatisfy { $0 === restored[$0.label] })
      #expect(copy.partner.map { $0 === restored[$0.label] } ?? (node.partner == nil))
    }
  }

  @Test func objectsAreReleasedOnce() throws {
    final class Counted {
      nonisolated(unsafe) static var alive = 0
      init() { Self.alive += 1 }
      deinit { Self.alive -= 1 }
    }
    do {
      let object = Counted()
      let restored = try CapturedValue([object, object]).restored(as: [Counted].self)
      Counted.alive += 1
      #expect(restored[0] === restored[1])
    }
    #expect(Counted.alive == 0)
  }

  final class Weak {
    weak var owner: Base?
    init(_ owner: Base) { self.owner = owner }
  }

  struct Unowned {
    unowned let owner: Base
  }

  final class Handlers {
    var list: [String: () -> Void] = [:]
    var next: Handlers?
  }

  actor Actor {
    var x = 1
  }

  @Test func whatCantBeCapturedHasAReason() {
    let base = Base(number: 1, name: "")
    #expect(obstacle(Weak(base), name: "w") == "'w' holds a weak reference (w.owner)")
    #expect(obstacle(Unowned(owner: base)) == "'x' holds an unowned reference (x.owner)")
    #expect(obstacle(Actor()) == "'x' holds an actor")
    let handlers = Handlers()
    let last = Handlers()
    handlers.next = Handlers()
    handlers.next?.next = last
    let name = "\(base.number)"
    last.list["a"] = { print(name) }
    #expect(
      obstacle(["k": [handlers]], name: "log")
        == "'log' holds a closure (log[…][0].next.next.list[…])")
    #expect(obstacle([ObjectKey(): 1]) == "'x' holds an object as a key (x[…])")
    last.list = [:]
    #expect(obstacle(handlers) == nil)
  }

  final class ObjectKey: Hashable {
    static func == (a: ObjectKey, b: ObjectKey) -> Bool { a === b }
    func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
  }
}
