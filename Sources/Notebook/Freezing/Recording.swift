import Foundation
import KernelProtocol
import NotebookDisplay
import Yams

/// A unit's result as a text file beside the chapter, for machines that can't make it.
///
/// It says what it was made of, so that it is never shown for other code: the texts of the unit and of
/// all that has an influence on it, and the chapter's own files that they read. What lies outside of
/// the chapter, such as the data that this machine lacks, can't be looked at; `notebook check` does
/// that wherever it is.
struct Recording: Codable, Equatable, Sendable {
  /// A value larger than this is not recorded: the file is there to be read and compared.
  static let valueLimit = 32 << 10

  /// Of the code that made the result, in hexadecimal.
  var code: String
  /// The files in the chapter's folder that the unit read: digests by relative path.
  var files: [String: String]
  var outputs: [Output]
  /// By the expression's place in its group.
  var inlineValues: [Int: String]
  var error: RunRecord.ExpectedError?
  /// The unit's own variables that the kernel can be asked for, and those that hold references.
  var declared: [String]
  var references: [String]
  var states: [State]

  /// The state of variables after the run.
  struct State: Codable, Equatable, Sendable {
    var variables: [RunRecord.State.Variable]
    /// `nil` where the state can't be made again, for a reason in words.
    var digest: String?
    var opacity: String?
    /// The snapshot, in lines of base64; `nil` if it is too large.
    var value: String?
  }

  struct Output: Codable, Equatable, Sendable {
    var stdout: String?
    var stderr: String?
    var display: Display?

    struct Display: Codable, Equatable, Sendable {
      var role: MIMEBundle.Role
      var caption: String?
      /// By MIME type: text, or base64 of a picture's bytes.
      var representations: [String: String]
    }
  }

  // MARK: Text

  /// - Throws: an error of Yams' that tells the place.
  init(text: String) throws { self = try YAMLDecoder().decode(Recording.self, from: text) }

  func text(of unit: String) throws -> String {
    let encoder = YAMLEncoder()
    encoder.options.sortKeys = true
    encoder.options.allowUnicode = true
    encoder.options.width = -1
    encoder.options.newLineScalarStyle = .literal
    return "# The recorded result of \(unit). `notebook build` writes it where the cell can run.\n"
      + (try encoder.encode(self))
  }

  /// Whether another recording says the same. A value may hold measured times, which its digest
  /// leaves out.
  func saysTheSame(as other: Recording) -> Bool {
    func withoutValues(_ recording: Recording) -> Recording {
      var recording = recording
      for index in recording.states.indices {
        recording.states[index].value = recording.states[index].value.map { _ in "" }
      }
      return recording
    }
    return withoutValues(self) == withoutValues(other)
  }
}

// MARK: - Records

extension Recording {
  init(_ record: RunRecord, code: String, files: [String: String], store: Store?) {
    self.code = code
    self.files = files
    outputs = record.outputs.compactMap(Output.init)
    inlineValues = record.inlineValues
    error = record.error
    declared = record.declared
    references = record.references
    states = record.states.map { State($0, store: store) }
  }

  /// - Parameter store: where snapshots of values go.
  func record(store: Store?) -> RunRecord {
    var record = RunRecord(seed: 0)
    record.outputs = outputs.compactMap(\.cellOutput)
    record.inlineValues = inlineValues
    record.error = error
    record.declared = declared
    record.references = references
    record.states = states.map { $0.state(of: code, store: store) }
    return record
  }
}

extension Recording.State {
  fileprivate init(_ state: RunRecord.State, store: Store?) {
    variables = state.variables
    opacity = state.opacity
    guard let snapshot = state.snapshot else { return }
    digest = state.digest.hex
    guard snapshot.byteCount <= Recording.valueLimit, let content = store?.content(of: snapshot)
    else { return }
    value =
      Data(content).base64EncodedString(
        options: [.lineLength76Characters, .endLineWithLineFeed]) + "\n"
  }

  /// A state without a digest is known by the code that made it.
  fileprivate func state(of code: String, store: Store?) -> RunRecord.State {
    let names = variables.map { "\($0.unit) \($0.name)" }
    var state = RunRecord.State(
      variables: variables,
      digest: digest.flatMap(Digest.init(hex:))
        ?? Digest(of: ([code] + names).joined(separator: "\n")))
    if let value, let bytes = Data(base64Encoded: value, options: .ignoreUnknownCharacters),
      let blob = store?.put(Array(bytes))
    {
      state.snapshot = blob
    } else {
      state.opacity = opacity ?? "its value was not recorded"
    }
    return state
  }
}

extension Recording.Output {
  /// `nil` for an error: what failed is not recorded, and an error that is expected is kept apart.
  fileprivate init?(_ output: CellOutput) {
    switch output {
    case .stream(.stdout, let text): stdout = text
    case .stream(.stderr, let text): stderr = text
    case .display(let bundle): display = Display(bundle)
    case .error: return nil
    }
  }

  fileprivate var cellOutput: CellOutput? {
    if let stdout { return .stream(.stdout, stdout) }
    if let stderr { return .stream(.stderr, stderr) }
    return display.map { .display($0.bundle) }
  }
}

extension Recording.Output.Display {
  fileprivate init(_ bundle: MIMEBundle) {
    role = bundle.role
    caption = bundle.caption
    representations = [:]
    for (type, bytes) in bundle.representations {
      representations[type.rawValue] =
        type == .png ? Data(bytes).base64EncodedString() : String(decoding: bytes, as: UTF8.self)
    }
  }

  fileprivate var bundle: MIMEBundle {
    var bundle = MIMEBundle(
      plain: representations[MIMEBundle.MIMEType.plain.rawValue] ?? "", role: role,
      caption: caption)
    for case (let type?, let text) in representations.map({
      (MIMEBundle.MIMEType(rawValue: $0), $1)
    }) {
      let bytes = type == .png ? Data(base64Encoded: text).map(Array.init) : Array(text.utf8)
      if let bytes { bundle = bundle.adding(bytes, as: type) }
    }
    return bundle
  }
}
