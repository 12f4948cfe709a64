import Foundation
import Glibc
import Synchronization

/// Says when something happens in the folders of the files that it watches.
///
/// Folders are watched rather than files: editors replace a file by another one of its name, and a
/// file that is not there yet can be waited for. More is reported than matters; whoever listens looks
/// what has changed.
final class FileWatcher: Sendable {
  struct Failure: Error {
    var reason: String
  }

  private static let events = UInt32(
    IN_MODIFY | IN_ATTRIB | IN_CLOSE_WRITE | IN_MOVED_FROM | IN_MOVED_TO | IN_CREATE | IN_DELETE
      | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR)

  private let descriptor: Int32
  /// The system's numbers of what is watched, by folder.
  private let watches = Mutex<[String: Int32]>([:])
  nonisolated(unsafe) private let source: any DispatchSourceRead

  /// - Parameter report: called for each burst of changes, from any thread.
  init(report: @escaping @Sendable () -> Void) throws(Failure) {
    descriptor = inotify_init1(Int32(IN_CLOEXEC) | Int32(IN_NONBLOCK))
    guard descriptor >= 0 else { throw Failure(reason: String(cString: strerror(errno))) }
    source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: .global())
    let descriptor = descriptor
    source.setEventHandler {
      // What has happened does not matter, only that something has.
      var buffer = [UInt8](repeating: 0, count: 16384)
      while read(descriptor, &buffer, buffer.count) > 0 {}
      report()
    }
    source.setCancelHandler { close(descriptor) }
    source.resume()
  }

  deinit { source.cancel() }

  /// Watches the folders of these files, and no others; of a file whose folder is missing, the nearest
  /// one above. Symbolic links are watched where they lie and where they lead.
  func watch(_ files: some Sequence<String>) {
    let folders = Self.folders(of: files)
    watches.withLock { watches in
      for (folder, watch) in watches where !folders.contains(folder) {
        watches[folder] = nil
        // One folder may have several paths, but has one number.
        if !watches.values.contains(watch) { inotify_rm_watch(descriptor, watch) }
      }
      // Also those that are watched already: another folder may have taken the place of one.
      for folder in folders {
        let watch = inotify_add_watch(descriptor, folder, Self.events)
        watches[folder] = watch >= 0 ? watch : nil
      }
    }
  }

  private static func folders(of files: some Sequence<String>) -> Set<String> {
    var places = Set(files)
    for file in places where FileAccess.target(of: file) != nil {
      if let place = FileAccess.resolved(file) { places.insert(place) }
    }
    return Set(Set(places.map(folder)).map(nearest))
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
    return String(path[..<slash])
  }

  private static func nearest(_ path: String) -> String {
    var path = path
    while path != "/", FileAccess.status(of: path).map({ $0.st_mode & S_IFMT == S_IFDIR }) != true {
      path = folder(of: path)
    }
    return path
  }
}
