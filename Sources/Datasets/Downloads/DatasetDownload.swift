internal import Glibc

/// Where a data set can be downloaded, and how.
package struct DatasetDownload: Sendable {
  /// Why a file could be had from none of its mirrors.
  package struct Failure: Error, CustomStringConvertible {
    package let description: String
  }

  /// Of one file.
  package struct Progress: Sendable {
    package let file: String
    package let count: Int
    /// Nil if the server doesn't say.
    package let total: Int?
  }

  package let dataset: KnownDataset
  private let files: [RemoteFile]
  /// Whether `files` are archives that have the data set's files in them.
  private let areArchives: Bool

  package init(of dataset: KnownDataset, from files: [RemoteFile], areArchives: Bool = false) {
    self.dataset = dataset
    self.files = files
    self.areArchives = areArchives
  }

  /// Downloads what is missing into the data set's folder in `cache`, and returns that folder.
  ///
  /// A file appears there under its name only when all of it has arrived and was checked. What an
  /// interrupted download has brought is used by the next one.
  package func fetch(
    into cache: String = DataFolders.cache, report: @escaping (Progress) -> Void
  ) throws -> String {
    let folder = "\(cache)/\(dataset.name)"
    try Self.makeFolder(folder)
    if areArchives && dataset.files.allSatisfy({ FolderListing.isFile("\(folder)/\($0)") }) {
      return folder
    }
    for file in files {
      let path = "\(folder)/\(file.name)"
      try fetch(file, to: path, report)
      if areArchives {
        try TarArchive.extract(dataset.files, from: path, into: folder)
        unlink(path)
      }
    }
    return folder
  }

  private func fetch(_ file: RemoteFile, to path: String, _ report: @escaping (Progress) -> Void)
    throws
  {
    if FolderListing.isFile(path), (try? file.verify(path)) != nil { return }
    let part = try PartialFile(for: path) { count, total in
      report(Progress(file: file.name, count: count, total: total))
    }
    var problems: [String] = []
    for mirror in file.mirrors {
      let url = mirror + file.remoteName
      if let problem = try attempt(url, file, part) {
        problems.append("\(url): \(problem)")
      } else {
        return
      }
    }
    if part.count == 0 { unlink(part.path) }
    throw Failure(
      description: "\(file.name) could not be downloaded: \(problems.joined(separator: "; "))")
  }

  /// Returns why it failed. What is there from an earlier download may be damaged, or of another file:
  /// if so, all of it is downloaded once more.
  private func attempt(_ url: String, _ file: RemoteFile, _ part: PartialFile) throws -> String? {
    let resumes = part.count > 0
    var problem: String
    switch part.download(from: url) {
    case .failed(let reason): return reason
    case .notResumable: problem = "the server does not go on with a part"
    case .finished: problem = ""
    }
    do throws(DataFileError) {
      try file.verify(part.path)
      try part.complete()
      return nil
    } catch {
      if problem.isEmpty { problem = error.problem }
    }
    try part.clear()
    return resumes ? try attempt(url, file, part) : problem
  }

  private static func makeFolder(_ path: String) throws(DataFileError) {
    var prefix = path.hasPrefix("/") ? "" : "."
    for component in path.split(separator: "/") {
      prefix += "/\(component)"
      guard mkdir(prefix, 0o777) == 0 || errno == EEXIST else {
        throw DataFileError(prefix, .file, OpenFile.lastProblem)
      }
    }
  }
}
