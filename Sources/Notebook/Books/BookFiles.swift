import Foundation

/// The files that chapters link to and show, which are published with the pages.
struct BookFiles {
  static let folder = "files"

  /// Where they go, seen from the output folder, by their absolute paths.
  let addresses: [String: String]

  /// - Parameters:
  ///   - folder: The book's. What lies outside of it is not for its readers.
  ///   - output: Where the pages lie.
  init(of chapters: [BookReader.Chapter], in folder: String, besides output: String) {
    var addresses: [String: String] = [:]
    for chapter in chapters {
      let place = URL(fileURLWithPath: chapter.path).deletingLastPathComponent().path
      for link in chapter.summary.links {
        guard ChapterLink(link.destination, from: place) == nil,
          let file = LocalFile(link.destination, from: place), file.exists, !file.isFolder,
          let path = file.path(below: folder), file.path(below: output) == nil
        else { continue }
        addresses[file.path] = "\(Self.folder)/\(path)"
      }
    }
    self.addresses = addresses
  }

  /// Paths below the output folder, and contents.
  var contents: [(path: String, bytes: [UInt8])] {
    addresses.sorted { $0.value < $1.value }.compactMap { path, address in
      FileManager.default.contents(atPath: path).map { (address, Array($0)) }
    }
  }
}
