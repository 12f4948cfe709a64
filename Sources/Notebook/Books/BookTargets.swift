/// What the labels of a book's chapters lead to, as far as a build of the book has come.
///
/// Numbers of figures and tables depend on what cells show: a chapter that refers to another one is
/// rendered once that has run, and gives its turn away until then. Two chapters can refer to each other,
/// since each says what it knows before it asks.
actor BookTargets {
  private struct Known {
    var targets: [String: LabelTarget] = [:]
    var areAll = false
    var hasEnded = false
  }

  private let turns: Turns
  private var chapters: [String: Known] = [:]
  private var waiting: [CheckedContinuation<Void, Never>] = []

  /// - Parameter turns: What the chapters' builds have.
  init(turns: Turns) { self.turns = turns }

  /// - Parameters:
  ///   - chapter: The absolute path.
  ///   - areAll: Whether the chapter's other labels lead nowhere.
  func announce(_ targets: [String: LabelTarget], of chapter: String, areAll: Bool) {
    chapters[chapter, default: Known()].targets = targets
    chapters[chapter, default: Known()].areAll = areAll
    wake()
  }

  /// The chapter's build has ended: no more will be known.
  func end(_ chapter: String) {
    chapters[chapter, default: Known()].hasEnded = true
    wake()
  }

  /// Waits until all of them are known.
  func answers(for labels: [String], in chapter: String) async -> [String: OtherChapters.Answer] {
    var answers: [String: OtherChapters.Answer] = [:]
    for label in labels { answers[label] = await answer(for: label, in: chapter) }
    return answers
  }

  private func answer(for label: String, in chapter: String) async -> OtherChapters.Answer {
    if let answer = known(label, in: chapter) { return answer }
    await turns.giveBack()
    while known(label, in: chapter) == nil {
      await withCheckedContinuation { waiting.append($0) }
    }
    await turns.take()
    return known(label, in: chapter) ?? .unknown
  }

  private func known(_ label: String, in chapter: String) -> OtherChapters.Answer? {
    guard let known = chapters[chapter] else { return nil }
    if let target = known.targets[label] { return .target(target) }
    return known.areAll ? .nothing : known.hasEnded ? .unknown : nil
  }

  private func wake() {
    for continuation in waiting { continuation.resume() }
    waiting = []
  }
}
