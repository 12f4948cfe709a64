internal import Glibc

/// The process's limit of private memory while a cell runs: beyond it, allocations fail, and the
/// cell with them, instead of the machine.
struct MemoryLimit {
  private let previous: rlimit

  /// Lets the process allocate `allowance` bytes more than it has now.
  static func set(_ allowance: UInt64) -> MemoryLimit {
    var previous = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_DATA.rawValue), &previous)
    let (limit, overflow) = allocated().addingReportingOverflow(allowance)
    if !overflow {
      var current = rlimit(
        rlim_cur: min(rlim_t(limit), previous.rlim_max), rlim_max: previous.rlim_max)
      setrlimit(__rlimit_resource_t(RLIMIT_DATA.rawValue), &current)
    }
    return MemoryLimit(previous: previous)
  }

  func restore() {
    var previous = previous
    setrlimit(__rlimit_resource_t(RLIMIT_DATA.rawValue), &previous)
  }

  /// What Linux counts against the limit: `VmData` in /proc/self/status.
  private static func allocated() -> UInt64 {
    guard let file = fopen("/proc/self/status", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    var kilobytes: UInt64 = 0
    while fgets(&line, Int32(line.count), file) != nil {
      if strncmp(line, "VmData:", 7) == 0 {
        kilobytes = strtoull(Array(line[7...]), nil, 10)
        break
      }
    }
    return kilobytes << 10
  }
}
