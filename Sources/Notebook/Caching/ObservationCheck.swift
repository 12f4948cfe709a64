import Glibc
import KernelProtocol

/// Tells whether the world is as a unit saw it.
struct ObservationCheck {
  /// What cells find in their environment.
  let environment: [String: String]
  /// The folder in which cells run.
  let folder: String

  /// - Parameter overlay: the files of the chapter, before the unit.
  /// - Returns: Why another run could give something else: "'data.csv' changed". `nil` if it could
  ///   not.
  func difference(from observations: Observations, with overlay: FileOverlay) -> String? {
    observations.inputs.lazy.compactMap { difference(from: $0, with: overlay) }.first
  }

  private func difference(from observation: Observation, with overlay: FileOverlay) -> String? {
    switch observation {
    case .environment(let name, let value):
      return environment[name] == value ? nil : "'\(name)' changed"
    case .currentFolder(let path):
      return path == folder ? nil : "the chapter is in another folder"
    case .link(let path, let target):
      let state = overlay.state(of: path) ?? FileAccess.target(of: path).map { .link(target: $0) }
      return state == .link(target: target) ? nil : changed(path)
    case .listing(let path, let digest):
      let names = overlay.names(in: path).joined(separator: "\0")
      return Digest(of: names).hex == digest ? nil : "the folder '\(shown(path))' lists other files"
    case .resolved(let path, let result):
      return FileAccess.resolved(path) == result ? nil : "'\(shown(path))' leads somewhere else"
    case .file(let path, let digest): return file(path, digest, overlay)
    case .absent(let path):
      return followed(path, overlay).isThere ? "'\(shown(path))' exists now" : nil
    case .unreadable(let path):
      return isUnreadable(path, overlay) ? nil : "'\(shown(path))' can be read now"
    case .status(let path, let status): return self.status(path, status, overlay)
    case .access(let path, let mode, let isGranted):
      return access(path, mode, isGranted, overlay)
    }
  }

  // MARK: Files

  /// What is at a path when symbolic links that the chapter made are followed.
  private enum Followed {
    /// Whatever lies on the disk at this path.
    case disk(String)
    case overlay(FileState, path: String)

    var isThere: Bool {
      switch self {
      case .disk(let path): FileAccess.status(of: path) != nil
      case .overlay(let state, _): state != .absent
      }
    }
  }

  private func followed(_ path: String, _ overlay: FileOverlay) -> Followed {
    var path = path
    // As many links as the system follows.
    for _ in 0..<40 {
      guard let state = overlay.state(of: path) else { return .disk(path) }
      guard case .link(let target) = state else { return .overlay(state, path: path) }
      path = normalized(target, relativeTo: path)
    }
    return .overlay(.absent, path: path)
  }

  private func normalized(_ target: String, relativeTo link: String) -> String {
    var parts = target.hasPrefix("/") ? [] : link.split(separator: "/").dropLast()
    for part in target.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }

  private func file(_ path: String, _ digest: String, _ overlay: FileOverlay) -> String? {
    switch followed(path, overlay) {
    case .disk(let place):
      if overlay.digest(place) == digest { return nil }
      return FileAccess.status(of: place) == nil ? gone(path) : changed(path)
    case .overlay(.absent, _): return gone(path)
    case .overlay(let state, _): return state == .file(digest: digest) ? nil : changed(path)
    }
  }

  private func isUnreadable(_ path: String, _ overlay: FileOverlay) -> Bool {
    guard case .disk(let place) = followed(path, overlay) else { return false }
    let descriptor = open(place, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    if descriptor >= 0 { close(descriptor) }
    return descriptor < 0 && errno != ENOENT && errno != ENOTDIR
  }

  private func status(_ path: String, _ status: FileStatus, _ overlay: FileOverlay) -> String? {
    let place: String
    let isOwn: Bool
    switch followed(path, overlay) {
    case .disk(let found): (place, isOwn) = (found, false)
    case .overlay(.absent, _): return gone(path)
    case .overlay(let state, let found):
      guard state.kind == status.kind else { return changed(path) }
      guard status.details != nil else { return nil }
      // Its size is known only where it lies on the disk as it should.
      guard overlay.onDisk(found) == state else { return changed(path) }
      (place, isOwn) = (found, true)
    }
    guard let now = FileAccess.status(of: place) else { return gone(path) }
    return now.agrees(with: status, ignoringTime: isOwn) ? nil : changed(path)
  }

  private func access(
    _ path: String, _ mode: UInt8, _ isGranted: Bool, _ overlay: FileOverlay
  ) -> String? {
    switch followed(path, overlay) {
    case .overlay(.absent, _): return gone(path)
    // It will be written by the same user.
    case .overlay: return nil
    case .disk(let place):
      guard FileAccess.status(of: place) != nil else { return gone(path) }
      let isGrantedNow = Glibc.access(place, Int32(mode)) == 0
      return isGrantedNow == isGranted ? nil : "the permissions of '\(shown(path))' changed"
    }
  }

  // MARK: Words

  private func changed(_ path: String) -> String { "'\(shown(path))' changed" }

  private func gone(_ path: String) -> String { "'\(shown(path))' is gone" }

  /// As an author would write it.
  private func shown(_ path: String) -> String {
    path.hasPrefix(folder + "/") ? String(path.dropFirst(folder.count + 1)) : path
  }
}

extension FileState {
  fileprivate var kind: FileStatus.Kind {
    switch self {
    case .file: .file
    case .folder: .folder
    case .absent, .link, .other: .other
    }
  }
}

extension stat {
  /// - Parameter ignoringTime: for what the chapter writes, at another time in each build.
  fileprivate func agrees(with status: FileStatus, ignoringTime: Bool) -> Bool {
    let kind: FileStatus.Kind =
      st_mode & S_IFMT == S_IFREG ? .file : st_mode & S_IFMT == S_IFDIR ? .folder : .other
    guard kind == status.kind else { return false }
    guard let details = status.details else { return true }
    let isSameSize = kind == .folder || UInt64(st_size) == details.size
    let modified = Int64(st_mtim.tv_sec) * 1_000_000_000 + Int64(st_mtim.tv_nsec)
    return isSameSize && UInt32(st_mode & 0o7777) == details.permissions
      && (ignoringTime || modified == details.modified)
  }
}
