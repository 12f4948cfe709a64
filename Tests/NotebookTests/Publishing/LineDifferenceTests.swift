import Testing

@testable import Notebook

@Suite struct LineDifferenceTests {
  private func changes(_ old: String, _ new: String) -> [String] {
    LineDifference(from: Array(old), to: Array(new)).changes
      .map { "\($0.old) \($0.new)" }
  }

  @Test func equalTexts() {
    #expect(changes("", "") == [])
    #expect(changes("abc", "abc") == [])
  }

  @Test func changedInsertedAndRemoved() {
    #expect(changes("abc", "axc") == ["1..<2 1..<2"])
    #expect(changes("abc", "abxc") == ["2..<2 2..<3"])
    #expect(changes("abc", "ac") == ["1..<2 1..<1"])
    #expect(changes("", "ab") == ["0..<0 0..<2"])
    #expect(changes("ab", "") == ["0..<2 0..<0"])
    #expect(changes("abcdef", "axcdyf") == ["1..<2 1..<2", "4..<5 4..<5"])
  }

  /// Lines that occur often, such as fences, are no place to tie two texts together.
  @Test func repeatedLines() {
    #expect(changes("a-b-c", "a-x-c") == ["2..<3 2..<3"])
    #expect(changes("a--c", "b--d") == ["0..<4 0..<4"])
  }

  @Test func movedLines() {
    #expect(changes("abcde", "bcdea") == ["0..<1 0..<0", "5..<5 4..<5"])
  }

  /// Applied to the old text, the changes give the new one.
  @Test func changesAreComplete() {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<500 {
      let old = (0..<Int.random(in: 0..<30, using: &random)).map { _ in Int.random(in: 0..<12) }
      let new = old.filter { _ in Int.random(in: 0..<4) > 0 }.flatMap {
        Int.random(in: 0..<4) > 0 ? [$0] : [Int.random(in: 0..<12), $0]
      }
      var result = old
      for change in LineDifference(from: old, to: new).changes.reversed() {
        result.replaceSubrange(change.old, with: new[change.new])
      }
      #expect(result == new, "\(old) \(new)")
    }
  }
}
