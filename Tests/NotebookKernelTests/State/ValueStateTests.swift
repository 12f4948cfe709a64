import Testing

@testable import NotebookKernel

/// Plain values, strings, arrays and what is made of them.
@Suite struct ValueStateTests {
  @Test func numbers() throws {
    #expect(try roundTrip(3) == 3)
    #expect(try roundTrip(Int8(-3)) == -3)
    #expect(try roundTrip(UInt64.max) == .max)
    #expect(try roundTrip(Int128.min) == .min)
    #expect(try roundTrip(true) == true)
    #expect(try roundTrip([true, false]) == [true, false])
    #expect(try roundTrip(1.5) == 1.5)
    #expect(try roundTrip(Float80.pi) == .pi)
    #expect(try roundTrip(Float16(2)) == 2)
    let signaling = Double(nan: 5, signaling: false)
    #expect(try roundTrip(signaling).bitPattern == signaling.bitPattern)
    #expect(try roundTrip(-0.0).sign == .minus)
    #expect(try roundTrip(SIMD3<Float>(1, 2, 3)) == SIMD3(1, 2, 3))
    #expect(try roundTrip(SIMD4<Double>(1, 2, 3, 4)) == SIMD4(1, 2, 3, 4))
    #expect(try roundTrip(Unicode.Scalar(0x1F600)!) == Unicode.Scalar(0x1F600)!)
  }

  @Test(arguments: ["", "a", "fifteen letters", "more than fifteen letters", "é図😀\u{301}\0end"])
  func strings(_ text: String) throws {
    #expect(try roundTrip(text) == text)
    #expect(Array(try roundTrip(text).unicodeScalars) == Array(text.unicodeScalars))
    #expect(try roundTrip(Array(text)) == Array(text))
  }

  @Test func substringsKeepTheirIndicesAndShareTheirString() throws {
    let text = String(repeating: "one two three ", count: 1000)
    let words = text.split(separator: " ")
    let captured = try CapturedValue(words)
    #expect(captured.bytes.count < 100_000)
    let restored: [Substring] = try captured.restored()
    #expect(restored == words)
    #expect(restored[5].startIndex == words[5].startIndex)
    #expect(restored[5].base == text)
    #expect(try roundTrip("abc".dropFirst()) == "bc")
  }

  @Test func arrays() throws {
    #expect(try roundTrip([Int]()) == [])
    #expect(try roundTrip([[1], [], [2, 3]]) == [[1], [], [2, 3]])
    #expect(try roundTrip(ContiguousArray(["a", "b"])) == ["a", "b"])
    let slice = Array("abcdef")[2..<5]
    let restored = try roundTrip(slice)
    #expect(restored == slice)
    #expect(restored.indices == 2..<5)
    var grown = restored
    grown.append("x")
    #expect(Array(grown) == ["c", "d", "e", "x"])
    #expect(try roundTrip([Void](repeating: (), count: 3)).count == 3)
    let large = (0..<200_000).map { Float($0) }
    #expect(try roundTrip(large) == large)
  }

  struct Padded: Equatable {
    var flag: Bool
    var number: Int64
    var small: UInt8
  }

  struct Generic<Content: Equatable>: Equatable {
    var content: Content
    var list: [Content]
  }

  private struct Private: Equatable {
    struct Nested: Equatable {
      var text: String
    }

    var nested = Nested(text: "deep")
  }

  @Test func structs() throws {
    let padded = [
      Padded(flag: true, number: -1, small: 7), Padded(flag: false, number: .max, small: 0),
    ]
    #expect(try roundTrip(padded) == padded)
    #expect(try roundTrip(Generic(content: "a", list: ["b"])) == Generic(content: "a", list: ["b"]))
    #expect(try roundTrip(Private()) == Private())
    #expect(try roundTrip(Private.Nested(text: "x")) == Private.Nested(text: "x"))
    #expect(try roundTrip([Generic(content: 1, list: [])]) == [Generic(content: 1, list: [])])
    struct Local: Equatable {
      var x = 1
    }
    #expect(try roundTrip(Local(x: 2)) == Local(x: 2))
    let tuple = try roundTrip((1, name: "a", (true, 2.5)))
    #expect(tuple.0 == 1 && tuple.name == "a" && tuple.2 == (true, 2.5))
  }

  @Test func ranges() throws {
    #expect(try roundTrip(1..<5) == 1..<5)
    #expect(try roundTrip("a"..."c") == "a"..."c")
    #expect(Array(try roundTrip(stride(from: 0, to: 1, by: 0.25))) == [0, 0.25, 0.5, 0.75])
    #expect(Array(try roundTrip((1...3).reversed())) == [3, 2, 1])
    #expect(Array(try roundTrip(zip([1, 2], "ab"))).map(\.1) == ["a", "b"])
    var generator = try roundTrip(Hasher())
    generator.combine(1)
  }

  @Test func bytesBetweenPropertiesDoNotMatter() throws {
    func digest(filling byte: UInt8) throws -> String {
      let place = UnsafeMutableRawPointer.allocate(
        byteCount: MemoryLayout<Padded>.stride, alignment: 8)
      defer { place.deallocate() }
      place.initializeMemory(as: UInt8.self, repeating: byte, count: MemoryLayout<Padded>.stride)
      place.storeBytes(of: true, as: Bool.self)
      place.storeBytes(of: 5, toByteOffset: 8, as: Int64.self)
      place.storeBytes(of: 9, toByteOffset: 16, as: UInt8.self)
      return try CapturedValue([("x", Padded.self, UnsafeRawPointer(place))]).digest
    }
    #expect(try digest(filling: 0) == digest(filling: 0xFF))
  }

  @Test func equalStatesOfDifferentTypesDiffer() throws {
    struct Seconds { var value = 1.0 }
    struct Meters { var value = 1.0 }
    struct Renamed { var amount = 1.0 }
    let digests = [
      try CapturedValue(1.0).digest, try CapturedValue(Seconds()).digest,
      try CapturedValue(Meters()).digest, try CapturedValue(Renamed()).digest,
      try CapturedValue([1.0]).digest, try CapturedValue(Optional(1.0)).digest,
      try CapturedValue(2.0).digest, try CapturedValue(-0.0).digest,
      try CapturedValue(0.0).digest,
    ]
    #expect(Set(digests).count == digests.count)
  }

  /// What other processes have written has to be found again.
  @Test func digestsAreTheSameInEachProcess() throws {
    let digests = [
      try CapturedValue(3).digest, try CapturedValue(["a": [1.5]]["a"]).digest,
      try CapturedValue([Padded(flag: true, number: 1, small: 2)]).digest,
    ]
    #expect(
      digests == [
        "250529e8593b4d56ee31f05201cc0bd2cc894e7225c4d050d199792106449a74",
        "1592c03956dbd0b5353bf45ff6be0a7d7457f0a5880bbffe80c4828e1a05e606",
        "48965ccc3e66e122563da7be8c7f2fe210ff17df8c349aa83d510979a3a9ae96",
      ])
  }

  @Test func digestDoesNotDependOnCapacities() throws {
    var roomy: [Int] = [1, 2]
    roomy.reserveCapacity(1000)
    #expect(try CapturedValue(roomy).digest == CapturedValue([1, 2]).digest)
  }

  @Test func whatCantBeCapturedHasAReason() {
    let count = [1, 2].count
    struct Log {
      var handlers: [() -> Int] = []
    }
    #expect(
      obstacle(Log(handlers: [{ count }]), name: "log")
        == "'log' holds a closure (log.handlers[0])")
    #expect(obstacle(Log()) == nil)
    #expect(
      obstacle(UnsafeRawPointer(bitPattern: 8)!)?.hasPrefix("'x' holds a raw pointer") == true)
    #expect(obstacle(ObjectIdentifier(Int.self)) != nil)
    #expect(obstacle(UnsafeRawPointer?.none) == nil)
    #expect(obstacle(AnyIterator([1, 2].makeIterator())) != nil)
    #expect(obstacle(\String.count) == "'x' holds a KeyPath")
    var deep = Chain.end
    for _ in 0..<100_000 { deep = .link(deep) }
    #expect(obstacle(deep)?.contains("nested") == true)
    // It would be released recursively.
    withExtendedLifetime(Unmanaged.passRetained(Box(deep))) {}
  }

  indirect enum Chain {
    case end
    case link(Chain)
  }

  final class Box {
    let chain: Chain
    init(_ chain: Chain) { self.chain = chain }
  }

  struct Formula {
    var function: (Int) -> Int
  }

  @Test func functionsAreFoundByTheirNames() throws {
    let double = Formula { $0 * 2 }
    #expect(try roundTrip(double).function(4) == 8)
    #expect(try roundTrip([double, Formula(function: triple)])[1].function(4) == 12)
    #expect(
      try CapturedValue(double).digest != CapturedValue(Formula(function: triple)).digest)
  }
}

private func triple(_ x: Int) -> Int { x * 3 }
