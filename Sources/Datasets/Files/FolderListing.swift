internal import Glibc

/// What is in a folder, in the order of the names' bytes; hidden files are left out.
package struct FolderListing {
  package struct Entry {
    package let name: String
    /// Symbolic links are followed.
    package let isFolder: Bool
  }

  package let entries: [Entry]

  package init(_ path: String) throws(DataFileError) {
    guard let folder = opendir(path) else {
      throw DataFileError(path, .file, OpenFile.lastProblem)
    }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    names.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    entries = names.map { Entry(name: $0, isFolder: Self.isFolder("\(path)/\($0)")) }
  }

  package static func isFolder(_ path: String) -> Bool { type(of: path) == S_IFDIR }

  package static func isFile(_ path: String) -> Bool { type(of: path) == S_IFREG }

  private static func type(of path: String) -> mode_t? {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
  }
}
