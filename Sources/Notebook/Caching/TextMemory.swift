import Synchronization

/// What a program tells of the texts in a chapter, remembered from build to build: a text that was
/// there before costs no work.
final class TextMemory<Value: Codable & Sendable>: Sendable {
  private struct State {
    /// What the last build was told; `nil` until it is asked for.
    var last: [String: Value]?
    /// What this one was.
    var current: [String: Value] = [:]
  }

  private let store: Store?
  private let key: Digest
  private let tell: @Sendable (String) -> Value
  private let state = Mutex(State())

  /// - Parameters:
  ///   - kind: what is told.
  ///   - name: of the chapter: each remembers its own texts.
  ///   - program: which tells it, and may say something else once it has changed.
  ///   - store: nothing is remembered without one.
  init(
    _ kind: String, of name: String, by program: FileStamp?, in store: Store?,
    tell: @escaping @Sendable (String) -> Value
  ) {
    var builder = DigestBuilder()
    builder.append([kind, name])
    if let program { builder.append(program) }
    key = builder.finish()
    self.store = program == nil ? nil : store
    self.tell = tell
  }

  func value(of text: String) -> Value {
    let known = state.withLock { state -> Value? in
      if let known = state.current[text] { return known }
      if state.last == nil { state.last = store?.record([String: Value].self, for: key) ?? [:] }
      return state.last?[text]
    }
    // Not in the lock: others may ask meanwhile.
    let value = known ?? tell(text)
    state.withLock { $0.current[text] = value }
    return value
  }

  /// Keeps what this build was told, and nothing else.
  func save() {
    state.withLock { state in
      guard let last = state.last, last.keys != state.current.keys else { return }
      store?.save(state.current, for: key)
      state.last = state.current
    }
  }
}
