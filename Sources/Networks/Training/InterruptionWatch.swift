internal import Glibc
import Synchronization

/// Ctrl-C while a model is trained: the first one ends the training, with what there is so far; a
/// second one ends the program as usual.
///
/// A program that handles or ignores the signal itself keeps doing that.
struct InterruptionWatch {
  private static let interruptions = Atomic<Int>(0)

  private let countBefore: Int
  private let isWatching: Bool

  init() {
    countBefore = Self.interruptions.load(ordering: .relaxed)
    var action = sigaction()
    sigaction(SIGINT, nil, &action)
    isWatching = action.__sigaction_handler.sa_handler == nil
    guard isWatching else { return }
    action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in
      InterruptionWatch.interruptions.add(1, ordering: .relaxed)
    }
    action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND)) | SA_RESTART
    sigaction(SIGINT, &action, nil)
  }

  var isInterrupted: Bool { Self.interruptions.load(ordering: .relaxed) > countBefore }

  func end() {
    if isWatching { signal(SIGINT, SIG_DFL) }
  }
}
