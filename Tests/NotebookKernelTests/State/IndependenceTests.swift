import Testing

@testable import NotebookKernel

/// What shares no mutable state with anything else, by its type or by its value.
@Suite struct IndependenceTests {
  final class Object {}
  enum Holder {
    case object(Object)
    case number(Int)
    case text(String?)
  }
  indirect enum Tree {
    case leaf
    case node(Tree, Holder)
  }
  struct Later {
    let tree: Tree
    let list: [[String: Tree]]
  }

  private func isProvedByValue<Value>(_ value: Value) -> Bool {
    CapturedValue.inTurn {
      withUnsafePointer(to: value) { StateWriter.provesIndependence(of: $0, Value.self) }
    }
  }

  @Test func types() {
    CapturedValue.inTurn {
      for type: Any.Type in [
        Int.self, String.self, [Int: [String?]].self, (Int, Set<Double>).self, Substring.self,
        Range<Int>.self, ArraySlice<Float>.self, Tree?.Type.self, Any.Type.self,
      ] { #expect(!ValueCodecs.mayHoldReferences(type)) }
      for type: Any.Type in [
        Object.self, Holder.self, Tree.self, Later.self, [Object?].self, Any.self,
        (() -> Void).self,
        (any Error).self, (Int, AnyObject).self, UnsafeRawPointer.self, AnyHashable.self,
      ] { #expect(ValueCodecs.mayHoldReferences(type)) }
    }
  }

  @Test func values() {
    #expect(isProvedByValue(Holder.number(1)))
    #expect(isProvedByValue(Tree.node(.leaf, .text("a"))))
    #expect(isProvedByValue([1, "a"] as [Any]))
    #expect(isProvedByValue([Object?.none]))
    #expect(!isProvedByValue(Tree.node(.leaf, .object(Object()))))
    #expect(!isProvedByValue([1, Object()] as [Any]))
    #expect(!isProvedByValue({ 1 } as () -> Int))
  }
}
