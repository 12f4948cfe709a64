import Foundation
import Glibc
import Synchronization
import Testing

@testable import Notebook

/// What is told of a text is the same, remembered or not.
@Suite final class TextMemoryTests: Sendable {
  private let root = FileManager.default.temporaryDirectory.path + "/texts-\(UUID().uuidString)"
  private let told = Mutex<[String]>([])
  private let program = FileStamp(of: "/bin/sh")

  deinit { try? FileManager.default.removeItem(atPath: root) }

  /// What a build that asks for `texts` is told, and the texts that this cost work for.
  private func ask(_ texts: String..., by program: FileStamp?, store: Store?) -> (
    values: [Int], told: [String]
  ) {
    told.withLock { $0 = [] }
    let memory = TextMemory("length", of: "ch3", by: program, in: store) { text in
      self.told.withLock { $0.append(text) }
      return text.count
    }
    let values = texts.map(memory.value(of:))
    memory.save()
    return (values, told.withLock { $0 })
  }

  @Test func aTextCostsWorkOnce() {
    let store = Store(root: root)
    let first = ask("a", "bb", "a", by: program, store: store)
    #expect(first.values == [1, 2, 1] && first.told == ["a", "bb"])
    let second = ask("bb", "ccc", by: program, store: store)
    #expect(second.values == [2, 3] && second.told == ["ccc"])
    // The last build had no use for it.
    #expect(ask("a", "bb", by: program, store: store).told == ["a"])
  }

  @Test func anotherProgramMaySaySomethingElse() {
    let store = Store(root: root)
    _ = ask("a", by: program, store: store)
    #expect(ask("a", by: FileStamp(of: "/bin/ls"), store: store).told == ["a"])
    #expect(ask("a", by: program, store: store).told == [])
  }

  @Test func withoutAStoreNothingIsRemembered() {
    _ = ask("a", by: program, store: Store(root: root))
    #expect(ask("a", by: program, store: nil).told == ["a"])
    #expect(ask("a", by: nil, store: Store(root: root)).told == ["a"])
  }
}
