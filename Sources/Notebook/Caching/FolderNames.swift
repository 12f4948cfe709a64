import Glibc
import KernelProtocol

/// What is in a folder on the disk; nothing if it can't be read.
struct FolderNames {
  /// What `Observation.listing` adds to a name.
  enum Kind: String {
    case file = ""
    case folder = "/"
    case link = "@"

    /// `nil` if there is nothing.
    init?(_ state: FileState) {
      switch state {
      case .absent: return nil
      case .folder: self = .folder
      case .link: self = .link
      case .file, .other: self = .file
      }
    }

    fileprivate init(entryType: Int, path: String) {
      var type = mode_t(entryType) << 12
      // Not every file system says what its entries are.
      if entryType == Int(DT_UNKNOWN) {
        var status = stat()
        type = lstat(path, &status) == 0 ? status.st_mode & S_IFMT : S_IFREG
      }
      self = type == S_IFDIR ? .folder : type == S_IFLNK ? .link : .file
    }
  }

  private(set) var kinds: [String: Kind] = [:]

  init(_ path: String) {
    guard let folder = opendir(path) else { return }
    defer { closedir(folder) }
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard name != "." && name != ".." else { continue }
      kinds[name] = Kind(entryType: Int(entry.pointee.d_type), path: "\(path)/\(name)")
    }
  }
}
