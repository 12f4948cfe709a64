import Foundation
import NotebookDisplay
import Testing

@testable import Notebook

@Suite struct RecordCodingTests {
  struct Everything: Codable, Equatable {
    struct Nothing: Codable, Equatable {}
    enum Kind: Codable, Equatable {
      case none
      case one(Int)
      case two(name: String, Nothing)
    }
    enum Word: String, Codable, Hashable { case first, second }

    var number = -3
    var absent: String?
    var present: String? = ""
    var texts: [String?] = ["", nil, "第 3 章"]
    var bytes: [UInt8] = [0, 255]
    var nested: [[UInt8]] = [[], [1]]
    var kind = Kind.two(name: "x", Nothing())
    var kinds: [Int: Kind] = [1: .none, -2: .one(7)]
    var words: [Word: [UInt8]] = [.first: [1], .second: []]
    var numbers: [String: Double] = ["": -.infinity, "z": 0.1]
    var float: Float = 1.5
    var truth = true
    var nothing: Nothing? = Nothing()
    var small: Int8 = -7
    var large: UInt64 = .max
    var digest = Digest(of: "x")
    var digests: [Digest?] = [Digest(of: "y"), nil]
  }

  private func recoded<Value: Codable>(_ value: Value) throws -> Value {
    try RecordDecoder.decode(Value.self, from: RecordEncoder.encode(value)[...])
  }

  @Test func everythingComesBack() throws {
    #expect(try recoded(Everything()) == Everything())
    #expect(try recoded([1.5, .infinity]) == [1.5, .infinity])
    #expect(try recoded(Double.nan).isNaN)
    #expect(try recoded("text") == "text")
    #expect(try recoded(nil as Int?) == nil)
    #expect(try recoded([] as [UInt8]) == [])
  }

  @Test func outputsComeBack() throws {
    let bundle = MIMEBundle(plain: "x", role: .figure, caption: "Loss").adding("<svg/>", as: .svg)
    let outputs: [CellOutput] = [.stream(.stderr, "a\n"), .display(bundle)]
    #expect(try recoded(outputs) == outputs)
  }

  @Test func otherTypesAreRefused() throws {
    struct Old: Codable { var name: String, count: Int }
    struct Renamed: Codable { var name: String, total: Int }
    struct Retyped: Codable { var name: Int, count: Int }
    struct Swapped: Codable { var count: Int, name: String }
    let bytes = try RecordEncoder.encode(Old(name: "x", count: 3))[...]
    #expect(throws: (any Error).self) { try RecordDecoder.decode(Renamed.self, from: bytes) }
    #expect(throws: (any Error).self) { try RecordDecoder.decode(Retyped.self, from: bytes) }
    #expect(try RecordDecoder.decode(Swapped.self, from: bytes).count == 3)
  }

  @Test func damageIsNoCrash() throws {
    let bytes = try RecordEncoder.encode(Everything())
    for count in 0..<bytes.count {
      #expect(throws: (any Error).self) {
        try RecordDecoder.decode(Everything.self, from: bytes[..<count])
      }
    }
    var generator = SplitMix(state: 2)
    for _ in 0..<5000 {
      var damaged = bytes
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        damaged[Int.random(in: 0..<bytes.count, using: &generator)] =
          UInt8.random(in: 0...255, using: &generator)
      }
      _ = try? RecordDecoder.decode(Everything.self, from: damaged[...])
    }
  }
}
