/// The runs of `*`, `_` and `~` that may still open or close a span, by the algorithm of
/// CommonMark's appendix.
struct DelimiterStack {
  struct Run {
    /// The token that shows what is left of the run.
    let token: Int
    let character: UInt8
    let originalCount: Int
    var count: Int
    let canOpen: Bool
    let canClose: Bool
  }

  private var runs: [Run] = []

  var count: Int { runs.count }

  mutating func append(_ run: Run) { runs.append(run) }

  /// Pairs the runs from `bottom` on, notes the spans on the tokens, and forgets the runs.
  mutating func pair(from bottom: Int, in tokens: inout [InlineToken]) {
    guard bottom < runs.count else { return }
    var pairing = DelimiterPairing(Array(runs[bottom...]))
    runs.removeSubrange(bottom...)
    pairing.run(on: &tokens)
  }
}

/// Pairs the delimiter runs of one stretch of text.
private struct DelimiterPairing {
  private var runs: [DelimiterStack.Run]
  /// The run below each that may still be its opener. Runs between an opener and its closer, and
  /// those that are used up, are skipped.
  private var previous: [Int]
  /// For each kind of closer the run below which no opener was found, so that none is tried twice.
  private var floors: [ClosingKind: Int] = [:]

  init(_ runs: [DelimiterStack.Run]) {
    self.runs = runs
    previous = Array((-1)..<(runs.count - 1))
  }

  mutating func run(on tokens: inout [InlineToken]) {
    for closer in runs.indices where runs[closer].canClose {
      while runs[closer].count > 0, let opener = opener(for: closer) {
        enclose(from: opener, to: closer, in: &tokens)
        previous[closer] = runs[opener].count > 0 ? opener : previous[opener]
      }
      let isDone = runs[closer].count == 0 || !runs[closer].canOpen
      if isDone, closer + 1 < runs.count { previous[closer + 1] = previous[closer] }
    }
    for run in runs {
      tokens[run.token].content = .text(
        String(repeating: Character(Unicode.Scalar(run.character)), count: run.count))
    }
  }

  private mutating func opener(for closer: Int) -> Int? {
    let kind = ClosingKind(runs[closer])
    let floor = floors[kind] ?? 0
    var opener = previous[closer]
    while opener >= floor {
      if match(opener, closer) { return opener }
      opener = previous[opener]
    }
    floors[kind] = closer
    return nil
  }

  private struct ClosingKind: Hashable {
    let character: UInt8
    let canOpen: Bool
    let remainder: Int

    init(_ run: DelimiterStack.Run) {
      character = run.character
      canOpen = run.canOpen
      // Strikethrough pairs runs of the same length alone.
      remainder =
        run.character == UInt8(ascii: "~") ? run.originalCount : run.originalCount % 3
    }
  }

  private func match(_ opener: Int, _ closer: Int) -> Bool {
    let (opener, closer) = (runs[opener], runs[closer])
    guard opener.canOpen, opener.character == closer.character, opener.count > 0 else {
      return false
    }
    if opener.character == UInt8(ascii: "~") { return opener.originalCount == closer.originalCount }
    // "Rule of three": a run that both opens and closes does not pair with one if their lengths
    // add up to a multiple of three, unless both are.
    let isAmbiguous = opener.canClose || closer.canOpen
    return !isAmbiguous || (opener.originalCount + closer.originalCount) % 3 != 0
      || (opener.originalCount % 3 == 0 && closer.originalCount % 3 == 0)
  }

  private mutating func enclose(from opener: Int, to closer: Int, in tokens: inout [InlineToken]) {
    let span: InlineToken.Span
    let used: Int
    if runs[opener].character == UInt8(ascii: "~") {
      (span, used) = (.strikethrough, runs[opener].count)
    } else if runs[opener].count >= 2, runs[closer].count >= 2 {
      (span, used) = (.strong, 2)
    } else {
      (span, used) = (.emphasis, 1)
    }
    runs[opener].count -= used
    runs[closer].count -= used
    tokens[runs[opener].token].beginning.append(span)
    tokens[runs[closer].token].ending.append(span)
  }
}
