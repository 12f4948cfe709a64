import Testing

@testable import NotebookKernel

/// Values of any type that conforms to something.
@Suite struct ExistentialStateTests {
  protocol Figure {
    var area: Double { get }
  }
  struct Square: Figure, Equatable {
    var side: Double
    var area: Double { side * side }
  }
  /// Too large for an existential's buffer.
  struct Polygon: Figure {
    var a = 1.0
    var b = 2.0
    var c = 3.0
    var name = "polygon"
    var area: Double { a + b + c }
  }
  final class Circle: Figure, Named {
    var radius = 1.0
    var area: Double { 3 * radius * radius }
    var name: String { "circle" }
  }
  protocol Named: AnyObject {
    var name: String { get }
  }
  protocol Source<Element> {
    associatedtype Element
    func take() -> Element
  }
  struct Constant: Source {
    var value: Int
    func take() -> Int { value }
  }
  private struct Secret: Figure {
    var area = 9.0
  }
  enum Failure: Error, Equatable { case bad(String) }

  @Test func anything() throws {
    let values = try roundTrip([1, "a", 2.5, [3], Optional("b") as Any, Square(side: 2)] as [Any])
    #expect(values[0] as? Int == 1 && values[1] as? String == "a")
    #expect(values[3] as? [Int] == [3] && values[5] as? Square == Square(side: 2))
    #expect(type(of: values[4]) == String?.self)
    #expect(try roundTrip(AnyHashable(3)) == AnyHashable(3))
    #expect(try roundTrip([AnyHashable("a"): 1]) == ["a": 1])
    #expect(try roundTrip(Any?.none) == nil)
  }

  @Test func conformingValues() throws {
    let figures: [any Figure] = [Square(side: 2), Polygon(), Circle(), Secret()]
    #expect(try roundTrip(figures).map(\.area) == [4, 6, 3, 9])
    let circle = Circle()
    let pair = try roundTrip((circle as any Named, circle as any Figure, circle as AnyObject))
    #expect(pair.0 === pair.2 && (pair.1 as? Circle) === pair.0)
    let both = try roundTrip(circle as any Figure & Named)
    #expect(both.name == "circle" && both.area == 3)
    let source: any Source<Int> = Constant(value: 5)
    #expect(try roundTrip(source).take() == 5)
    let collections: [any Collection<Int>] = [[1, 2], Set([3])]
    #expect(try roundTrip(collections).map { $0.reduce(0, +) } == [3, 3])
  }

  @Test func errors() throws {
    let error = try roundTrip(Failure.bad("x") as any Error)
    #expect(error as? Failure == .bad("x"))
    let result = try roundTrip(Result<Int, any Error>.failure(Failure.bad("y")))
    #expect(throws: Failure.bad("y")) { try result.get() }
  }

  @Test func typesAsValues() throws {
    #expect(
      try roundTrip([Int.self, [String].self] as [Any.Type]).map { "\($0)" } == [
        "Int", "Array<String>",
      ])
    #expect(try roundTrip(Circle.self as Circle.Type) == Circle.self)
  }
}
