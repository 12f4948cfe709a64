import Foundation

/// The other chapters of a chapter's book, which answer those of its references that it does not answer
/// itself.
struct OtherChapters: Sendable {
  enum Answer: Sendable {
    case target(LabelTarget)
    /// The chapter shows nothing of that name.
    case nothing
    /// The chapter has errors, or has not been built.
    case unknown
  }

  /// The path of the chapter that refers to them.
  let chapter: String
  let labels: BookLabels
  /// Whether they are built along with the chapter; else what is known of them is from their texts, and
  /// from the last time that they were built.
  let areBuilt: Bool
  /// The files that their answers come from, if nobody else looks whether these have changed.
  var sources: [String] = []
  /// What labels lead to in a chapter that has them.
  let ask: @Sendable (_ labels: [String], _ chapter: String) async -> [String: Answer]

  /// What is wrong with the references that lead out of the chapter, as far as texts alone say it.
  func problems(with document: Document) -> [Diagnostic] {
    document.outgoing.compactMap { reference in
      let places = labels.places(of: reference.label, besides: chapter)
      switch places.count {
      case 0: return reference.dangling(in: document.path, among: labels.names, inBook: true)
      case 1: return nil
      default:
        return Diagnostic(
          .error, "several chapters have something labelled `\(reference.label)`",
          file: document.path, range: reference.range,
          notes: places.map {
            Diagnostic(.note, "this is labelled so", file: $0.chapter, range: $0.range)
          })
      }
    }
  }

  /// What the labels lead to, seen from the chapter, as far as one other chapter has each of them.
  func answers(for labels: some Sequence<String>) async -> [String: Answer] {
    let known = labels.filter { self.labels.places(of: $0, besides: chapter).count == 1 }
    let byChapter = Dictionary(grouping: known) { place(of: $0)?.chapter ?? "" }
    var answers: [String: Answer] = [:]
    for (other, labels) in byChapter.sorted(by: { $0.key < $1.key }) {
      let said = await ask(labels, other)
      for label in labels {
        answers[label] = said[label] ?? .unknown
        guard case .target(var target) = said[label] else { continue }
        target.address = address(of: other) + target.address
        answers[label] = .target(target)
      }
    }
    return answers
  }

  private func place(of label: String) -> BookLabels.Place? {
    labels.places(of: label, besides: chapter).first
  }

  /// Whether labels lead where they did. Chapters with errors have said nothing new.
  func haveStill(_ targets: [String: LabelTarget]) async -> Bool {
    let answers = await answers(for: targets.keys)
    return targets.allSatisfy { label, target in
      switch answers[label] {
      case .target(let now): now == target
      case .unknown: true
      case .nothing, nil: false
      }
    }
  }

  /// What is wrong with a reference to which another chapter has given this answer.
  ///
  /// - Parameter isStrict: Whether it is an error that a chapter has not been built.
  func problem(with reference: CrossReference, _ answer: Answer, in file: String, isStrict: Bool)
    -> Diagnostic?
  {
    let name = place(of: reference.label).map { way(to: $0.chapter) } ?? ""
    let label = reference.label
    let message: String
    switch answer {
    case .target: return nil
    case .nothing: message = "'\(name)' shows nothing that is labelled `\(label)`"
    case .unknown where areBuilt:
      message = "what `\(label)` is called is not known, as '\(name)' has errors"
    case .unknown:
      let message = "what `\(label)` is called is not known before '\(name)' is built"
      return .flaw(message, isStrict: isStrict, file: file, range: reference.range)
    }
    return Diagnostic(.error, message, file: file, range: reference.range)
  }

  /// What a link to another chapter says.
  private func address(of other: String) -> String {
    let path = way(to: other)
    return path.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? path
  }

  private func way(to other: String) -> String {
    let folders = [chapter, other].map { URL(fileURLWithPath: $0).deletingLastPathComponent().path }
    return LocalLinks.way(from: folders[0], to: folders[1])
      + URL(fileURLWithPath: other).lastPathComponent
  }
}
