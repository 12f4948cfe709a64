import Testing

/// However a cell ends, the build says where and why, and goes on with the others.
@Suite struct RuntimeFailureTests {
  static let cases = [
    CellCase(
      "base",
      """
      import Foundation
      struct Bad: Error { var why: String }
      enum Odd: Error { case a(Int) }
      class Owner { var x = 1 }
      let one = 1
      """),
    CellCase(
      "throw-in-nested-functions",
      "func inner() throws { throw Bad(why: \"inner\") }\nfunc outer() throws { try inner() }\ntry outer()",
      says: [
        "1:23: error: thrown: Bad(why: \"inner\")", "2:27: note: called from here",
        "3:5: note: called from here",
      ]),
    CellCase(
      "rethrow", "do { throw Bad(why: \"x\") } catch { throw error }",
      says: ["1:36: error: thrown: Bad(why: \"x\")"]),
    CellCase(
      "typed-throw", "func typed() throws(Odd) { throw .a(3) }\ntry typed()",
      says: ["1:28: error: thrown: Odd: a(3)", "2:5: note: called from here"]),
    CellCase(
      "await-throws",
      "func fails() async throws -> Int { throw Bad(why: \"async\") }\nlet v = try await fails()",
      says: [
        "1:36: error: thrown: Bad(why: \"async\")", "2:13: note: called from here",
      ]),
    CellCase(
      "failed-cell-used", "v + 1",
      says: ["1:1: note: not run: it uses what cell 'await-throws' failed to make"]),
    CellCase(
      "unwrap", "let none: Int? = nil\nprint(\"before\")\nnone!",
      says: ["3:5: error: Fatal error: Unexpectedly found nil while unwrapping an Optional value"]),
    CellCase(
      "out-of-bounds", "let three = [1, 2, 3]\nfunc at(_ i: Int) -> Int { three[i] }\nat(7)",
      says: ["2:33: error: Fatal error: Index out of range", "3:1: note: called from here"]),
    CellCase(
      "overflow", "var big = Int.max\nbig += one",
      says: ["2:5: error: Fatal error: arithmetic overflow"]),
    CellCase(
      "division-by-zero", "let zero = one - one\none / zero",
      says: ["2:5: error: Fatal error: Division by zero"]),
    CellCase(
      "fatal-error", "fatalError(\"my words\")", says: ["1:1: error: Fatal error: my words"]),
    CellCase(
      "precondition", "precondition(one == 2, \"not two\")",
      says: ["1:1: error: Precondition failed: not two"]),
    CellCase(
      "on-another-thread",
      """
      import DeepLearning; import Foundation
      let four = [1, 2, 3, 4]
      func pick(_ i: Int) -> Int { four[i] }
      (0..<100).parallelMap { _ in
        pick(Thread.isMainThread ? { usleep(100_000); return 0 }() : 4)
      }
      """,
      says: ["3:34: error: Fatal error: Index out of range", "5:3: note: called from here"]),
    CellCase(
      "one-of-several-preconditions",
      "let xs = [3, 1, 2]\nprecondition(xs[0] == 3)\nfor x in xs { precondition(x > 0) }\nprecondition(xs[1] == 5)\nprecondition(xs[2] == 2)",
      says: ["4:1: error: Precondition failed"]),
    CellCase(
      "shapes-that-do-not-fit",
      """
      import DeepLearning
      let batch = Tensor.zeros([64, 784])
      func layer(_ x: Tensor) -> Tensor {
        matmul(x, Tensor.zeros([512, 256]))
      }
      layer(batch)
      """,
      says: [
        "4:3: error: Fatal error: matmul: [64, 784] × [512, 256]: inner dimensions 784 and 512 "
          + "differ", "6:1: note: called from here",
      ]),
    CellCase(
      "argument-of-the-engine",
      "import DeepLearning\nLearningRateSchedule.oneCycle(maximum: 1, steps: 0)",
      says: [
        "2:22: error: Fatal error: LearningRateSchedule.oneCycle: 0 steps, 0.3 of them rising, "
          + "are too few"
      ]),
    CellCase(
      "momentum-of-an-optimiser-without",
      """
      import DeepLearning
      let optimizer = Adagrad([Parameter([1])])
      LearningRateScheduler(optimizer, .oneCycle(maximum: 1, steps: 20))
      """,
      says: [
        "3:1: error: Fatal error: LearningRateScheduler: Adagrad has no momentum to change; leave "
          + "it alone by `momentum: nil`"
      ]),
    CellCase(
      "element-out-of-range", "let vector = Tensor([1, 2, 3])\nvector[3]",
      says: [
        "2:7: error: Fatal error: subscript: index 3 is out of range for dimension 0 of [3]"
      ]),
    CellCase("assertion", "assert(one == 2)", says: ["1:1: error: Assertion failed"]),
    CellCase(
      "forced-try", "func no() throws { throw Bad(why: \"no\") }\ntry! no()",
      says: [
        "2:6: error: Fatal error: 'try!' expression unexpectedly raised an error: "
          + "Bad(why: \"no\")"
      ]),
    CellCase(
      "forced-cast", "let any: Any = 3\nlet text = any as! String",
      says: ["2:16: error: Could not cast value of type 'Swift.Int' to 'Swift.String'."]),
    CellCase(
      "unowned",
      "func dangling() -> () -> Int { let k = Owner(); return { [unowned k] in k.x } }\ndangling()()",
      says: [
        "1:73: error: Fatal error: Attempted to read an unowned reference but object was already "
          + "destroyed", "2:1: note: called from here",
      ]),
    CellCase(
      "stack-overflow",
      "func deeper(_ n: Int) -> Int { one == 2 ? 0 : deeper(n + 1) + 1 }\ndeeper(0)",
      says: [
        "1:1: error: stack overflow: a function calls itself without end",
        "1:47: note: called from here",
      ]),
    CellCase(
      "endless-loop", options: "timeout: 1", "while true {\n}",
      says: ["2:1: error: still running after 1 s; the option 'timeout' allows more"]),
    CellCase(
      "endless-output", "while true { print(\"hello\") }",
      says: ["1:14: error: wrote more than 16 MB of output"]),
    CellCase(
      "giant-output", "print(String(repeating: \"x\", count: 20 << 20))",
      says: ["1:1: error: wrote more than 16 MB of output"]),
    CellCase(
      "deadlock", options: "timeout: 1", "DispatchSemaphore(value: 0).wait()",
      says: ["1:29: error: still running after 1 s; the option 'timeout' allows more"]),
    CellCase(
      "endless-task", options: "timeout: 1",
      "Task { while true { try await Task.sleep(nanoseconds: 1_000_000) } }",
      says: ["1:1: error: still running after 1 s; the option 'timeout' allows more"]),
    CellCase(
      "crash-in-task", "let empty: [Int] = []\nTask { print(empty[one]) }",
      says: ["2:19: error: Fatal error: Index out of range"]),
    CellCase(
      "crash-in-thread",
      "Thread.detachNewThread { fatalError(\"in thread\") }\nThread.sleep(forTimeInterval: 30)",
      says: ["1:26: error: Fatal error: in thread"]),
    CellCase(
      "crash-in-queue", "DispatchQueue.global().sync { fatalError(\"in queue\") }",
      says: ["1:31: error: Fatal error: in queue", "1:24: note: called from here"]),
    CellCase("exit-0", "print(\"bye\")\nexit(0)", says: ["2:1: error: the cell called exit(0)"]),
    CellCase(
      "exit-3", "func leaveNow() { exit(3) }\nleaveNow()",
      says: ["1:19: error: the cell called exit(3)", "2:1: note: called from here"]),
    CellCase("underscore-exit", "_exit(4)", says: ["1:1: error: the cell called exit(4)"]),
    CellCase("abort", "abort()", says: ["1:1: error: crashed: Aborted (signal 6)"]),
    CellCase(
      "sigterm", "raise(SIGTERM)", says: ["1:1: error: crashed: Terminated (signal 15)"]),
    CellCase("sigint", "raise(SIGINT)", says: ["1:1: error: crashed: Interrupt (signal 2)"]),
    CellCase(
      "sigusr1", "raise(SIGUSR1)",
      says: ["1:1: error: crashed: User defined signal 1 (signal 10)"]),
    CellCase(
      "sigkill", "kill(getpid(), SIGKILL)",
      says: ["1:1: error: killed (signal 9): the machine may have run out of memory"]),
    CellCase(
      "memory", options: "memory: 100 MB",
      "var hog: [[UInt8]] = []\nwhile true { hog.append([UInt8](repeating: 1, count: 1 << 20)) }",
      says: [
        "2:31: error: Fatal error: failed to allocate 1048608 bytes of memory with alignment 8"
      ]),
    CellCase("closed-streams", "close(1)\nclose(2)\nprint(\"still there\")", shows: "still there"),
    CellCase(
      "closed-channel",
      "for descriptor: Int32 in 3..<100 { close(descriptor) }\nfatalError(\"heard\")",
      says: ["2:1: error: Fatal error: heard"]),
    CellCase(
      "order-in-crash",
      """
      print("1")
      FileHandle.standardError.write(Data("2\\n".utf8))
      print("3", terminator: "")
      display(4)
      print("5", terminator: "")
      fatalError("6")
      """,
      says: ["6:1: error: Fatal error: 6"],
      shows: "1\n2\n3\n4\n5\n> [!CAUTION]\n> **Error**\n>\n> ```text\n> Fatal error: 6"),
    CellCase(
      "stored-error",
      "var stored: any Error = Odd.a(0)\ndo { throw Bad(why: \"first\") } catch { stored = error }\nthrow stored",
      says: ["3:1: error: thrown: Bad(why: \"first\")"]),
    CellCase("after-all-that", "one + 41", shows: "42"),
  ]

  static let book = CaseBook(cases)

  @Test(arguments: cases) func message(_ item: CellCase) {
    #expect(Self.book.messages(for: item) == item.messages)
    guard let shows = item.shows, let outputs = Self.book.outputs(of: item) else { return }
    #expect(outputs == shows || item.messages != [] && outputs.hasPrefix(shows))
  }
}
