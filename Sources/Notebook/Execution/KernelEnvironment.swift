import Foundation

/// The environment that cells run in: known, so that a chapter gives the same bytes everywhere.
enum KernelEnvironment {
  /// What passes through from the caller.
  private static let inherited = [
    "PATH", "HOME", "NOTEBOOK_DATA", "XDG_CACHE_HOME",
    // How fast numbers are computed, but not which: the engine gives the same bits in any case.
    "NOTEBOOK_NUM_THREADS", "NOTEBOOK_CPU_CAPABILITY", "GLIBC_TUNABLES",
  ]

  static func variables(of caller: [String: String]) -> [String: String] {
    var variables = caller.filter { inherited.contains($0.key) }
    // Cells run in their chapter's folder, not in the caller's.
    variables["NOTEBOOK_DATA"] = variables["NOTEBOOK_DATA"].map { folders in
      folders.split(separator: ":").map { URL(fileURLWithPath: String($0)).path }
        .joined(separator: ":")
    }
    // Sets and dictionaries then have the same order in each run.
    variables["SWIFT_DETERMINISTIC_HASHING"] = "1"
    variables["TZ"] = "UTC"
    variables["LANG"] = "C.UTF-8"
    variables["LC_ALL"] = "C.UTF-8"
    // The kernel reports its crashes itself, in milliseconds.
    variables["SWIFT_BACKTRACE"] = "enable=no"
    return variables
  }
}
