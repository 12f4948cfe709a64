internal import Glibc

/// What is in the folders where data sets are looked for.
package struct DatasetInventory {
  package struct Entry {
    package let name: String
    /// Where it is; nil if it is not there.
    package let path: String?
    /// In bytes.
    package let size: Int
    /// Nil if nothing is known about it.
    package let dataset: KnownDataset?
  }

  /// The known data sets, whether they are there or not, and what else there is.
  package let entries: [Entry]

  package init(of folders: DataFolders = .current) {
    let known = KnownDataset.all.map { dataset in
      let path = try? dataset.folder(in: folders)
      return Entry(
        name: dataset.name, path: path, size: path.map(Self.size) ?? 0, dataset: dataset)
    }
    // One that is named detection/coco-100 lies in a folder that is no data set.
    var names = Set(known.map { String($0.name.prefix { $0 != "/" }) })
    var others: [Entry] = []
    for folder in folders.paths {
      for entry in (try? FolderListing(folder).entries) ?? []
      where entry.isFolder && names.insert(entry.name).inserted {
        let path = "\(folder)/\(entry.name)"
        others.append(Entry(name: entry.name, path: path, size: Self.size(of: path), dataset: nil))
      }
    }
    entries = known + others.sorted { $0.name < $1.name }
  }

  /// Of all files below a folder.
  private static func size(of path: String) -> Int {
    var status = stat()
    guard lstat(path, &status) == 0 else { return 0 }
    guard status.st_mode & S_IFMT == S_IFDIR else { return Int(status.st_size) }
    let entries = (try? FolderListing(path).entries) ?? []
    return entries.reduce(0) { $0 + size(of: "\(path)/\($1.name)") }
  }
}
