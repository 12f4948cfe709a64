import Testing

@testable import NotebookKernel

/// Sets and dictionaries: the order of their elements, now and after later changes.
@Suite struct HashTableStateTests {
  /// All keys of the same hash, so that they collide.
  struct Colliding: Hashable {
    var number: Int
    func hash(into hasher: inout Hasher) { hasher.combine(number % 3) }
  }

  private struct Key: Hashable {
    var text: String
  }

  @Test func emptyOnes() throws {
    #expect(try roundTrip([Int: String]()) == [:])
    #expect(try roundTrip(Set<Int>()) == [])
    var roomy = Set<Int>(minimumCapacity: 100)
    #expect(try roundTrip(roomy) == [])
    #expect(try CapturedValue(roomy).digest != CapturedValue(Set<Int>()).digest)
    roomy.insert(1)
    #expect(try roundTrip(roomy) == [1])
    var restored = try roundTrip([String: Int]())
    restored["a"] = 1
    #expect(restored == ["a": 1])
  }

  @Test func contents() throws {
    let dictionary = ["one": [1], "two": [2, 2], "three": []]
    let restored = try roundTrip(dictionary)
    #expect(restored == dictionary)
    #expect(Array(restored.keys) == Array(dictionary.keys))
    #expect(try Array(roundTrip(dictionary.keys)) == Array(dictionary.keys))
    #expect(try Array(roundTrip(dictionary.values)) == Array(dictionary.values))
    #expect(try roundTrip([Key(text: "a"): 1])[Key(text: "a")] == 1)
    #expect(try roundTrip(Set([Key(text: "a")])).contains(Key(text: "a")))
    #expect(try roundTrip([AnyHashable(1): "a", "b": "c"]) == [1: "a", "b": "c"])
    #expect(try roundTrip([Bool?.none: 1, true: 2])[Bool?.some(true)] == 2)
    #expect(try roundTrip([[1, 2]: Set([1.5])]) == [[1, 2]: [1.5]])
  }

  @Test(arguments: 0..<20) func laterChangesHaveTheSameEffect(seed: Int) throws {
    var generator = SplitMix64(state: UInt64(seed))
    // Tables that don't grow: where hashing is random, two of them would grow in different ways.
    var original = [Int: String](minimumCapacity: 200)
    var set = Set<Colliding>(minimumCapacity: 200)
    func change(_ dictionary: inout [Int: String], _ set: inout Set<Colliding>, _ numbers: [Int]) {
      for number in numbers {
        if number % 4 == 0 {
          dictionary[number / 2] = nil
          set.remove(Colliding(number: number / 2))
        } else {
          dictionary[number] = "\(number)"
          set.insert(Colliding(number: number))
        }
      }
    }
    func numbers() -> [Int] {
      (0..<Int.random(in: 0...100, using: &generator)).map { _ in
        .random(in: 0..<150, using: &generator)
      }
    }
    change(&original, &set, numbers())
    var restored = try roundTrip(original)
    var restoredSet = try roundTrip(set)
    for _ in 0..<3 {
      let haveSameOrder =
        restored.elementsEqual(original) { $0 == $1 } && restoredSet.elementsEqual(set)
      #expect(haveSameOrder)
      #expect(original.allSatisfy { restored[$0] == $1 })
      #expect(set.allSatisfy(restoredSet.contains))
      let more = numbers()
      change(&original, &set, more)
      change(&restored, &restoredSet, more)
    }
  }

  @Test func largeOnes() throws {
    let dictionary = Dictionary(uniqueKeysWithValues: (0..<20_000).map { ($0, "\($0)") })
    let restored = try roundTrip(dictionary)
    #expect(restored == dictionary)
    #expect(restored[777] == "777" && restored[-1] == nil)
  }

  @Test func historyShowsInTheDigestOnlyIfItShowsInTheOrder() throws {
    var set: Set = [1, 2, 3]
    set.reserveCapacity(10)
    let before = try CapturedValue(set).digest
    set.insert(4)
    #expect(try CapturedValue(set).digest != before)
    set.remove(4)
    #expect(try CapturedValue(set).digest == before)
  }
}
