import Testing

@testable import NotebookKernel

/// Enums of all layouts: the bits that tell their cases apart hide in different places.
@Suite struct EnumStateTests {
  enum Plain: CaseIterable { case a, b, c }
  enum Single: Equatable { case only }
  enum OnePayload: Equatable {
    case none
    case some(Int)
    case other
  }
  enum Several: Equatable {
    case text(String)
    case number(Int)
    case flag(Bool)
    case nothing, neither
  }
  enum WithTuple: Equatable {
    case pair(a: Int8, b: String, c: Bool)
    case single(UInt8)
  }
  indirect enum Tree: Equatable {
    case leaf(Int)
    case node(Tree, Tree)
  }
  enum List: Equatable {
    case end
    indirect case link(String, List)
  }
  enum Wide: Equatable {
    case a(Int, Int, Int, Int)
    case b(Double)
    case c(Several?)
  }
  enum Generic<Payload: Equatable>: Equatable {
    case value(Payload)
    case list([Payload])
    case none
  }
  enum OfObjects {
    case first(Object)
    case second(Object)
    case none
  }
  enum Trivial: Equatable {
    case x(UInt8)
    case y(UInt8)
    case z(UInt16)
  }
  final class Object { var number = 1 }

  @Test func plainCases() throws {
    for value in Plain.allCases { #expect(try roundTrip(value) == value) }
    #expect(try roundTrip(Single.only) == .only)
    #expect(try roundTrip(Plain.allCases) == Plain.allCases)
  }

  @Test func payloads() throws {
    for value in [OnePayload.none, .some(-1), .other] { #expect(try roundTrip(value) == value) }
    for value in [
      Several.text(""), .text("long enough to be in the heap"), .number(.min), .flag(true),
      .flag(false), .nothing, .neither,
    ] { #expect(try roundTrip(value) == value) }
    for value in [WithTuple.pair(a: -1, b: "x", c: true), .single(255)] {
      #expect(try roundTrip(value) == value)
    }
    for value in [Wide.a(1, 2, 3, 4), .b(.infinity), .c(nil), .c(.flag(false))] {
      #expect(try roundTrip(value) == value)
    }
    for value in [Trivial.x(1), .y(1), .z(1)] { #expect(try roundTrip(value) == value) }
    for value in [Generic.value("a"), .list(["b"]), .none] {
      #expect(try roundTrip(value) == value)
    }
    for value in [Generic.value(Plain.b), .list([]), .none] {
      #expect(try roundTrip(value) == value)
    }
  }

  @Test func optionals() throws {
    #expect(try roundTrip(Int?.none) == nil)
    #expect(try roundTrip(Int???.some(.some(.none))) == .some(.some(.none)))
    #expect(try roundTrip(String?.some("a")) == "a")
    #expect(try roundTrip([Plain?.some(.c), nil]) == [.c, nil])
    #expect(try roundTrip(Object?.none) == nil)
    #expect(try roundTrip(Bool??.some(.none)) == .some(.none))
    #expect(try roundTrip(Result<Int, CancellationError>.success(3)).get() == 3)
  }

  @Test func indirectCases() throws {
    let tree = Tree.node(.node(.leaf(1), .leaf(2)), .leaf(3))
    #expect(try roundTrip(tree) == tree)
    var list = List.end
    for index in 0..<200 { list = .link("\(index)", list) }
    #expect(try roundTrip(list) == list)
  }

  @Test func objectsInPayloads() throws {
    let object = Object()
    object.number = 5
    let values = [OfObjects.first(object), .second(object), .none]
    let restored = try roundTrip(values)
    guard case .first(let first) = restored[0], case .second(let second) = restored[1],
      case .none = restored[2]
    else {
      Issue.record("other cases")
      return
    }
    #expect(first === second && first !== object && first.number == 5)
  }

  @Test func caseNamesShowInTheDigest() throws {
    enum Other { case a, b, d }
    struct First { var value = Plain.a }
    struct Second { var value = Other.a }
    let (first, second) = CapturedValue.inTurn {
      var describer = TypeDescriber()
      return (describer.describe(First.self), describer.describe(Second.self))
    }
    #expect(first.contains("{ .a: (), .b: (), .c: () }"))
    #expect(second.contains("{ .a: (), .b: (), .d: () }"))
  }

  @Test func casesHaveDigestsOfTheirOwn() throws {
    let digests = try [Trivial.x(1), .y(1), .z(1), .x(2)].map { try CapturedValue($0).digest }
    #expect(Set(digests).count == 4)
    #expect(
      try CapturedValue(Int??.some(.none)).digest != CapturedValue(Int??.none).digest)
  }
}
