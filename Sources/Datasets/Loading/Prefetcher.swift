internal import Glibc

/// Prepares elements ahead on a thread of its own, in order, never more than a few.
///
/// The thread ends with the last element or with the prefetcher, whichever comes first.
final class Prefetcher<Source: IteratorProtocol & Sendable>: IteratorProtocol
where Source.Element: Sendable {
  private let channel: Channel
  private let thread: pthread_t

  /// - Parameters:
  ///   - source: Prepares an element when it is asked for the next one.
  ///   - capacity: How many elements may be ready before the thread waits.
  init(_ source: Source, capacity: Int) {
    channel = Channel(source, capacity: capacity)
    let context = Unmanaged.passRetained(channel as ChannelWork)
    var thread = pthread_t()
    let status = withSignalsForOthers {
      pthread_create(
        &thread, nil,
        { context in
          Unmanaged<ChannelWork>.fromOpaque(context!).takeRetainedValue().run()
          return nil
        }, context.toOpaque())
    }
    guard status == 0 else { fatalError("Prefetcher: \(String(cString: strerror(status)))") }
    self.thread = thread
  }

  deinit {
    channel.cancel()
    pthread_join(thread, nil)
  }

  /// Waits for the next element; nil at the end.
  func next() -> Source.Element? { channel.take() }

  /// What both threads share.
  private final class Channel: ChannelWork, @unchecked Sendable {
    private let capacity: Int
    /// Only the thread uses it.
    private var source: Source
    private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var ready: [Source.Element] = []
    private var isFinished = false
    private var isCancelled = false

    init(_ source: Source, capacity: Int) {
      self.source = source
      self.capacity = capacity
      pthread_mutex_init(lock, nil)
      pthread_cond_init(changed, nil)
    }

    deinit {
      pthread_cond_destroy(changed)
      pthread_mutex_destroy(lock)
      changed.deallocate()
      lock.deallocate()
    }

    override func run() {
      while let element = source.next(), put(element) {}
      locked { isFinished = true }
    }

    /// Waits for room. False if nobody wants more.
    private func put(_ element: Source.Element) -> Bool {
      locked {
        while ready.count >= capacity && !isCancelled { pthread_cond_wait(changed, lock) }
        if !isCancelled { ready.append(element) }
        return !isCancelled
      }
    }

    func take() -> Source.Element? {
      locked {
        while ready.isEmpty && !isFinished { pthread_cond_wait(changed, lock) }
        return ready.isEmpty ? nil : ready.removeFirst()
      }
    }

    func cancel() { locked { isCancelled = true } }

    /// Runs `body` alone, and tells the other thread afterwards that something may have changed.
    private func locked<Result>(_ body: () -> Result) -> Result {
      pthread_mutex_lock(lock)
      defer {
        pthread_cond_broadcast(changed)
        pthread_mutex_unlock(lock)
      }
      return body()
    }
  }
}

/// The part of a channel that the thread's entry point, which knows no generic types, can call.
private class ChannelWork {
  func run() {}
}

/// Threads that `body` creates get no signals but those that they cause themselves: interruptions are
/// for the threads of the program.
private func withSignalsForOthers(_ body: () -> Int32) -> Int32 {
  var blocked = sigset_t()
  var before = sigset_t()
  sigfillset(&blocked)
  for signal in [SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGABRT] { sigdelset(&blocked, signal) }
  pthread_sigmask(SIG_SETMASK, &blocked, &before)
  defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
  return body()
}
