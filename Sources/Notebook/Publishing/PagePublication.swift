import Foundation
import Glibc

/// Puts the files of a page in place so that either all of them change or none, whatever happens.
///
/// Everything is written to a folder of its own first, where a full disk or a missing permission
/// shows. Once the list of the page's files is in that folder too, the page counts as published: the
/// files are moved into place, and should the process die meanwhile, the next build goes on with it.
struct PagePublication {
  struct Failure: Error, CustomStringConvertible {
    var path: String
    var reason: String

    var description: String { "cannot write '\(path)': \(reason)" }

    fileprivate init(_ path: String) {
      self.path = path
      reason = String(cString: strerror(errno))
    }

    fileprivate init(_ path: String, _ reason: String) {
      self.path = path
      self.reason = reason
    }
  }

  /// Where pages lie.
  private let folder: String
  private let name: String
  private var staging: String { "\(folder)/.\(name).publishing" }
  private var list: String { staging + "/.files" }

  /// - Parameter name: `ch3`, whose page consists of `ch3.html`, `ch3.md` and `ch3_files`.
  init(folder: String, name: String) {
    self.folder = folder
    self.name = name
  }

  /// Replaces the page. Pictures that it no longer has go; a file that stays the same is not touched.
  ///
  /// - Parameter files: paths below the folder, and contents.
  func publish(_ files: [(path: String, bytes: [UInt8])]) throws(Failure) {
    try locked { () throws(Failure) in
      recover()
      let changed = files.filter { !isCurrent($0) }
      guard !changed.isEmpty else { return removePictures(except: Set(files.map(\.path))) }
      do throws(Failure) {
        for file in changed {
          try prepareDestination(file.path)
          try write(file.bytes, to: "\(staging)/\(file.path)", for: file.path)
        }
        let paths = files.map(\.path).joined(separator: "\n")
        try write(Array(paths.utf8), to: list + ".part", for: list)
        guard rename(list + ".part", list) == 0 else { throw Failure(list) }
      } catch {
        removeStaging()
        throw error
      }
      try complete()
    }
  }

  /// Finishes or forgets what a build left that was killed while it published.
  func finishInterrupted() {
    guard FileManager.default.fileExists(atPath: staging) else { return }
    try? locked { () throws(Failure) in recover() }
  }

  private func recover() {
    try? complete()
    removeStaging()
  }

  /// Moves what is in the staging folder into place, if the list says that it is all there.
  private func complete() throws(Failure) {
    guard let content = FileManager.default.contents(atPath: list) else { return }
    let paths = String(decoding: content, as: UTF8.self).split(separator: "\n").map(String.init)
    for path in paths {
      let staged = "\(staging)/\(path)"
      guard access(staged, F_OK) == 0 else { continue }
      guard rename(staged, "\(folder)/\(path)") == 0 else { throw Failure("\(folder)/\(path)") }
    }
    removePictures(except: Set(paths))
    removeStaging()
  }

  private func removePictures(except paths: Set<String>) {
    let pictures = name + "_files"
    let present =
      (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(pictures)")) ?? []
    for picture in present where !paths.contains("\(pictures)/\(picture)") {
      unlink("\(folder)/\(pictures)/\(picture)")
    }
    // Fails unless it is empty.
    rmdir("\(folder)/\(pictures)")
  }

  private func removeStaging() {
    try? FileManager.default.removeItem(atPath: staging)
  }

  /// Two builds of one page come one after the other.
  private func locked(_ body: () throws(Failure) -> Void) throws(Failure) {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Failure(folder) }
    defer { close(descriptor) }
    while flock(descriptor, LOCK_EX) != 0 {
      guard errno == EINTR else { throw Failure(folder) }
    }
    try body()
  }

  // MARK: Files

  func isCurrent(_ file: (path: String, bytes: [UInt8])) -> Bool {
    FileAccess.read("\(folder)/\(file.path)")?.bytes == file.bytes
  }

  /// What could keep a file from being moved has to show before the first one is.
  private func prepareDestination(_ path: String) throws(Failure) {
    let destination = URL(fileURLWithPath: "\(folder)/\(path)")
    try makeFolder(destination.deletingLastPathComponent().path)
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: destination.path, isDirectory: &isFolder),
      isFolder.boolValue
    {
      throw Failure(destination.path, "it is a folder")
    }
  }

  private func makeFolder(_ path: String) throws(Failure) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw Failure(path, error.localizedDescription)
    }
  }

  private func write(_ bytes: [UInt8], to staged: String, for path: String) throws(Failure) {
    try makeFolder(URL(fileURLWithPath: staged).deletingLastPathComponent().path)
    let destination = "\(folder)/\(path)"
    let descriptor = open(staged, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw Failure(destination) }
    defer { close(descriptor) }
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw Failure(destination) }
      written += count
    }
    // What is moved into place has to survive a power cut.
    guard fsync(descriptor) == 0 else { throw Failure(destination) }
  }
}
