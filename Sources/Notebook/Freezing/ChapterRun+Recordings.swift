import KernelProtocol

/// What a run has shown of recordings, and what it has made for them.
struct FrozenResults {
  /// The units whose recordings are shown.
  fileprivate(set) var shown: Set<Int> = []
  /// By unit: the chapter's own files that it read.
  fileprivate(set) var files: [Int: [String: String]] = [:]
  /// By unit: what its result was made of, as far as the chapter itself tells.
  fileprivate(set) var codes: [Int: String] = [:]
  fileprivate(set) var new: [Int: Recording] = [:]
  /// By module name.
  fileprivate(set) var keys: [String: Digest] = [:]
}

extension ChapterRun {
  var recordings: MadeRecordings {
    var made = MadeRecordings(
      units: chapter.frozen.indices.map { plan.units[$0].unit }, keys: frozen.keys)
    for (index, recording) in frozen.new {
      made.new[plan.units[index].unit.recordingName] = recording
    }
    return made
  }

  /// Notes what a unit's result is made of: its text, those of the units whose functions and types it
  /// can use, and what made the values that it gets at. Comments and layout make no difference.
  mutating func noteCode(of index: Int, _ reach: Reach) {
    guard !chapter.frozen.isEmpty else { return }
    var builder = DigestBuilder()
    builder.append(plan.units[index].analysis.tokens)
    builder.append(chapter.limits(of: plan.units[index].unit).seed)
    for unit in reach.units.sorted() { builder.append(plan.units[unit].analysis.tokens) }
    let atoms = session.entries[index]!.atoms.sorted { $0.bindings[0] < $1.bindings[0] }
    for atom in atoms where atom.producer != index {
      builder.append(atom.bindings.map(\.name))
      builder.append(frozen.codes[atom.producer])
      for (path, digest) in frozen.files[atom.producer, default: [:]].sorted(by: { $0.key < $1.key }
      ) {
        builder.append([path, digest])
      }
    }
    frozen.codes[index] = builder.finish().hex
  }

  /// Notes which of the chapter's own files a unit has read. One whose recording is shown did not read
  /// them now.
  mutating func noteFiles(of index: Int, _ observations: Observations) {
    guard !chapter.frozen.isEmpty, !frozen.shown.contains(index) else { return }
    frozen.files[index] = observations.filesRead(in: chapter.directory)
  }

  // MARK: Showing

  /// Shows a unit's recording if that was asked for, or if the unit needs values that only a machine
  /// with more data could make. If there is no recording then, the unit is skipped. Returns whether
  /// that settles it.
  mutating func showsRecording(of index: Int, _ reach: Reach) -> Bool {
    let missing = session.entries[index]!.atoms.filter {
      frozen.shown.contains($0.producer) && !session.isAvailable($0)
    }.map(\.producer).min()
    guard missing != nil || chapter.prefersRecordings else { return false }
    if useRecording(of: index, reach) { return true }
    if let missing { skip(index, because: missing) }
    return missing != nil
  }

  /// Shows a unit's recording, if it has one that is of its code; one that is not is an error.
  ///
  /// - Parameters:
  ///   - failure: why the unit did not run here.
  ///   - observations: what it saw when it tried to.
  mutating func useRecording(
    of index: Int, _ reach: Reach, insteadOf failure: UnitFailure? = nil,
    _ observations: Observations? = nil
  ) -> Bool {
    guard chapter.frozen.contains(index) else { return false }
    do throws(Recordings.Unreadable) {
      guard let recording = try chapter.recordings.recording(of: plan.units[index].unit) else {
        return false
      }
      return try use(recording, of: index, reach, failure, observations)
    } catch {
      result.diagnostics.append(diagnostic(.error, error.message, of: index))
      return false
    }
  }

  private mutating func use(
    _ recording: Recording, of index: Int, _ reach: Reach, _ failure: UnitFailure?,
    _ observations: Observations?
  ) throws(Recordings.Unreadable) -> Bool {
    let unit = plan.units[index].unit
    let path = chapter.recordings.shownPath(of: unit)
    guard recording.code == frozen.codes[index], haveNotChanged(recording.files) else {
      throw Recordings.Unreadable(
        message:
          "its recorded result (\(path)) is of other code: \(unit.nameInMessages), or what it"
          + " uses, has changed since; build the chapter where its data are")
    }
    var record = recording.record(store: chapter.cache?.store)
    guard let atoms = atoms(of: record, index, reach) else {
      throw Recordings.Unreadable(message: "\(path) is no recording of this chapter")
    }
    record.observations.inputs = observations?.inputs ?? []
    record.observations.unrepeatable = observations?.unrepeatable ?? []
    if chapter.prefersRecordings { record.observations.unrepeatable.append("was not run") }
    frozen.shown.insert(index)
    frozen.files[index] = recording.files
    if case .cell(let cell) = unit.content {
      result.recordedCells[cell.index] = failure.map { plan.withoutModuleNames($0.message) } ?? ""
    }
    if let failure {
      result.diagnostics.append(
        diagnostic(
          .warning, "its recorded result is shown, since it can't run here: \(failure.message)",
          of: index))
    }
    chapter.reporter.decided(unit, .recorded)
    use(record, of: index, reach, atoms)
    return true
  }

  /// A file that is not there may be what this machine lacks.
  private func haveNotChanged(_ files: [String: String]) -> Bool {
    files.allSatisfy { path, recorded in
      let present = chapter.digest("\(chapter.directory)/\(path)")
      return present == nil || present == recorded
    }
  }

  private func diagnostic(_ severity: Diagnostic.Severity, _ message: String, of index: Int)
    -> Diagnostic
  {
    Diagnostic(
      severity, message, file: chapter.document.path,
      range: plan.units[index].unit.markdownRange)
  }

  /// Whether a failure is the machine's, as far as can be told: an error that was thrown, of the type
  /// that the cell's option `error` names if it does.
  func mayBeForLackOfData(_ failure: UnitFailure, of index: Int) -> Bool {
    guard case .threw = failure.cause else { return false }
    return switch chapter.expectation(of: index) {
    case .never: true
    case .type(let name): failure.isError(ofType: name)
    case .any: false
    }
  }

  // MARK: Recording

  /// Makes the unit's recording, unless the file is known to be this very result's.
  mutating func keepRecording(_ record: RunRecord, of index: Int, _ key: RunKey) {
    guard chapter.frozen.contains(index) else { return }
    let unit = plan.units[index].unit
    guard record.observations.writes.isEmpty else {
      result.diagnostics.append(
        diagnostic(.warning, "it writes files, so its result is not recorded", of: index))
      return
    }
    let code = frozen.codes[index]!
    let digest = Digest(of: key.digest.hex + code)
    frozen.keys[unit.moduleName] = digest
    if let known = chapter.last.recorded[unit.moduleName], !chapter.forced.contains(index),
      known == chapter.recordings.known(as: digest, of: unit)
    {
      return
    }
    frozen.new[index] = Recording(
      record, code: code, files: record.observations.filesRead(in: chapter.directory),
      store: chapter.cache?.store)
  }
}
