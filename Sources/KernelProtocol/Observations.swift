/// What a unit saw of the world outside of its chapter while it ran, and what it changed there: the
/// unit's outputs are as they were if all that is here is.
///
/// Digests are SHA-256, in lower-case hexadecimal. Paths are absolute, with `.` and `..` taken out of
/// them; symbolic links on the way are left as they are.
public struct Observations: Hashable, Codable, Sendable {
  /// In the order of the first observation, each once. What a unit has written itself is none.
  public var inputs: [Observation] = []
  /// The files that the unit created, wrote or removed, by path. Those that came and went are left
  /// out; those that were written with what they held before are not.
  public var writes: [FileChange] = []
  /// Why another run may give something else, in words that follow the cell's name: "reads the
  /// clock". Each once.
  public var unrepeatable: [String] = []
  /// Whether the unit has changed the process that later ones run in, such as its environment or its
  /// current folder: that is not kept with its variables. `unrepeatable` says how.
  public var changesProcess = false
  /// Whether the unit took anything from the stream of random numbers.
  public var drawsRandomness = false

  public init() {}
}

public enum Observation: Hashable, Codable, Sendable {
  /// What was in a file when it was opened.
  case file(path: String, digest: String)
  /// Nothing of this name was there.
  case absent(path: String)
  /// Something was there that could not be opened, read or looked up.
  case unreadable(path: String)
  case status(path: String, FileStatus)
  /// Whether `access` granted what it was asked for: the sum of `R_OK`, `W_OK` and `X_OK`.
  case access(path: String, mode: UInt8, isGranted: Bool)
  /// Where a symbolic link led that was not followed.
  case link(path: String, target: String)
  /// Where a path led without symbolic links.
  case resolved(path: String, result: String)
  /// The digest of the names in a folder, sorted by their bytes, with a zero byte between them. A
  /// folder's name ends with `/`, a symbolic link's with `@`.
  case listing(path: String, digest: String)
  case environment(name: String, value: String?)
  /// The folder against which relative paths were resolved.
  case currentFolder(path: String)
}

/// What was asked about a file without opening it.
public struct FileStatus: Hashable, Codable, Sendable {
  public enum Kind: UInt8, Hashable, Codable, Sendable {
    case file = 1
    case folder, other
  }

  /// Symbolic links are followed.
  public var kind: Kind
  /// What is more than whether it is there and what it is, if that was asked.
  public var details: Details?

  public init(kind: Kind, details: Details? = nil) {
    self.kind = kind
    self.details = details
  }

  public struct Details: Hashable, Codable, Sendable {
    /// In bytes; zero for folders, whose sizes say nothing.
    public var size: UInt64
    /// The bits of `st_mode` that say who may do what.
    public var permissions: UInt32
    /// When the contents were changed last, in nanoseconds since 1970.
    public var modified: Int64

    public init(size: UInt64, permissions: UInt32, modified: Int64) {
      self.size = size
      self.permissions = permissions
      self.modified = modified
    }
  }
}

/// A file before a unit ran and after it.
public struct FileChange: Hashable, Codable, Sendable {
  public var path: String
  public var before: FileState
  public var after: FileState

  public init(path: String, before: FileState, after: FileState) {
    self.path = path
    self.before = before
    self.after = after
  }
}

public enum FileState: Hashable, Codable, Sendable {
  case absent
  case file(digest: String)
  case folder
  case link(target: String)
  /// A pipe, a device, or what may not be read.
  case other
}
