internal import CKernelHooks
import KernelProtocol

/// What the hooks write down while a unit runs.
enum ObservationRecorder {
  static func start() { observation_start() }

  /// Runs what the kernel does for itself while a unit runs.
  static func paused<Result>(_ body: () -> Result) -> Result {
    let before = observation_set_paused(true)
    defer { _ = observation_set_paused(before) }
    return body()
  }

  static func finish() -> Observations {
    let log = observation_finish()
    var result = Observations()
    result.drawsRandomness = log.draws_randomness
    for entry in UnsafeBufferPointer(start: log.entries, count: log.count) {
      let name = String(cString: entry.name)
      switch entry.kind {
      case OBSERVED_NOTHING: break
      case OBSERVED_CHANGE:
        if let change = FileChange(name, entry) { result.writes.append(change) }
      case UNREPEATABLE: result.unrepeatable.append(name)
      case CHANGES_PROCESS:
        result.unrepeatable.append(name)
        result.changesProcess = true
      default: result.inputs.append(Observation(name, entry))
      }
    }
    result.writes.sort { $0.path < $1.path }
    if !log.is_complete { result.unrepeatable.append("leaves no memory for what it observes") }
    return result
  }
}

extension FileChange {
  /// `nil` if there is nothing to be done again: a file that came and went, a folder that was there.
  fileprivate init?(_ path: String, _ entry: observation) {
    let before = FileState(file_state(kind: entry.file, text: entry.text))
    let after = FileState(entry.after)
    if before == after {
      guard case .file = after else { return nil }
    }
    self.init(path: path, before: before, after: after)
  }
}

extension FileState {
  fileprivate init(_ state: file_state) {
    switch state.kind {
    case STATE_ABSENT: self = .absent
    case STATE_FILE: self = .file(digest: String(cString: state.text))
    case STATE_FOLDER: self = .folder
    case STATE_LINK: self = .link(target: String(cString: state.text))
    default: self = .other
    }
  }
}

extension Observation {
  fileprivate init(_ name: String, _ entry: observation) {
    let text = entry.text.map { String(cString: $0) }
    switch entry.kind {
    case OBSERVED_FILE: self = .file(path: name, digest: text!)
    case OBSERVED_ABSENT: self = .absent(path: name)
    case OBSERVED_UNREADABLE: self = .unreadable(path: name)
    case OBSERVED_KIND: self = .status(path: name, FileStatus(kind: entry.statusKind))
    case OBSERVED_STATUS:
      let details = FileStatus.Details(
        size: entry.size, permissions: entry.permissions, modified: entry.modified)
      self = .status(path: name, FileStatus(kind: entry.statusKind, details: details))
    case OBSERVED_LINK: self = .link(path: name, target: text!)
    case OBSERVED_RESOLVED: self = .resolved(path: name, result: text!)
    case OBSERVED_LISTING: self = .listing(path: name, digest: text!)
    case OBSERVED_VARIABLE: self = .environment(name: name, value: text)
    case OBSERVED_CURRENT_FOLDER: self = .currentFolder(path: name)
    default:
      let mode = entry.kind.rawValue - OBSERVED_ACCESS.rawValue
      self = .access(path: name, mode: UInt8(mode), isGranted: entry.is_granted)
    }
  }
}

extension observation {
  fileprivate var statusKind: FileStatus.Kind {
    switch file {
    case STATE_FILE: .file
    case STATE_FOLDER: .folder
    default: .other
    }
  }
}
