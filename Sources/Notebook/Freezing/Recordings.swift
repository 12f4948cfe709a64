import Foundation

/// The recordings of a chapter, in a folder beside it: `ch3_frozen/train.yml` for the cell `train` of
/// `ch3.md`.
struct Recordings: Sendable {
  let folder: String
  /// As the author would call it.
  private let shownFolder: String

  init(paths: BuildPaths) {
    folder = "\(paths.chapterFolder)/\(paths.name)_frozen"
    shownFolder = (paths.chapter as NSString).deletingPathExtension + "_frozen"
  }

  struct Unreadable: Error {
    var message: String
  }

  /// Where a unit's recording is, or would be.
  func path(of unit: CompilationUnit) -> String { "\(folder)/\(unit.recordingName)" }
  func shownPath(of unit: CompilationUnit) -> String { "\(shownFolder)/\(unit.recordingName)" }

  /// The unit's recording as it is now, if there is one, as that of a result.
  func known(as result: Digest, of unit: CompilationUnit) -> KnownRecording? {
    FileStamp(of: path(of: unit)).map { KnownRecording(result: result, file: $0) }
  }

  /// The unit's recording; `nil` if there is none.
  func recording(of unit: CompilationUnit) throws(Unreadable) -> Recording? {
    guard let content = FileAccess.read(path(of: unit))?.bytes else { return nil }
    do {
      return try Recording(text: String(decoding: content, as: UTF8.self))
    } catch {
      throw Unreadable(message: "\(shownPath(of: unit)) is no recording: \(error)")
    }
  }

  /// How the recordings on disk differ from what a build has made.
  func differences(from made: MadeRecordings) -> [(path: String, message: String)] {
    let kept = made.units.compactMap { unit -> (String, String)? in
      guard let new = made.new[unit.recordingName] else { return nil }
      guard let old = try? recording(of: unit) else { return (shownPath(of: unit), "missing") }
      return made.agrees(old, with: new, of: unit) ? nil : (shownPath(of: unit), "differs")
    }
    return kept
      + tooMany(besides: made).map { ("\(shownFolder)/\($0)", "is of no cell of this chapter") }
  }

  /// Brings the files up to date.
  func update(with made: MadeRecordings) throws(FileAccess.Failure) {
    for unit in made.units {
      guard let new = made.new[unit.recordingName] else { continue }
      if let old = try? recording(of: unit), made.agrees(old, with: new, of: unit) { continue }
      guard let text = try? new.text(of: unit.nameInMessages) else { continue }
      let path = path(of: unit)
      let temporary = "\(path).\(getpid())"
      do throws(FileAccess.Failure) {
        try FileAccess.write(Array(text.utf8), to: temporary)
        try FileAccess.move(temporary, to: path)
      } catch {
        unlink(temporary)
        throw error
      }
    }
    for name in tooMany(besides: made) { unlink("\(folder)/\(name)") }
    rmdir(folder)
  }

  private func tooMany(besides made: MadeRecordings) -> [String] {
    let current = Set(made.units.map(\.recordingName))
    return FileAccess.names(in: folder).filter { $0.hasSuffix(".yml") && !current.contains($0) }
      .sorted()
  }
}

/// A recording that was up to date: others may have changed the file since, as a version control
/// system does.
struct KnownRecording: Codable, Equatable, Sendable {
  /// What tells the result that it is of.
  var result: Digest
  var file: FileStamp
}

/// The recordings that a build of a whole chapter has made.
struct MadeRecordings: Sendable {
  /// All units that are recorded, in their order.
  var units: [CompilationUnit] = []
  /// By module name: what tells the results that these recordings are of.
  var keys: [String: Digest] = [:]
  /// By file name; none for those that are known to be recorded already, or could not run.
  var new: [String: Recording] = [:]
  /// The names of those whose results are different each time.
  var volatile: Set<String> = []

  /// Whether a new recording need not take the place of an old one.
  fileprivate func agrees(_ old: Recording, with new: Recording, of unit: CompilationUnit) -> Bool {
    volatile.contains(unit.recordingName)
      ? old.code == new.code && old.files == new.files : old.saysTheSame(as: new)
  }
}

extension CompilationUnit {
  /// The name of the file.
  var recordingName: String {
    switch content {
    case .inlineExpressions: return "inline-\(moduleName.dropFirst("Cell".count)).yml"
    case .cell, .generated:
      let prefix = isNamedByText ? "" : "Cell_"
      return moduleName.dropFirst(prefix.count).replacing("_", with: "-") + ".yml"
    }
  }
}
