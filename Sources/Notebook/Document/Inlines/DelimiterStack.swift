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
    // Runs between an opener and its closer leave the stack: `previous` skips them.
    var previous = Array((-1)..<(runs.count - 1))
    // For each kind of closer the run below which no opener was found, so that none is tried twice.
    var searched: [ClosingKind: Int] = [:]
    var closer = bottom
    while closer < runs.count {
      guard runs[closer].canClose else {
        closer += 1
        continue
      }
      let kind = ClosingKind(runs[closer])
      let floor = searched[kind] ?? bottom
      var opener = previous[closer]
      while opener >= floor, !match(opener, closer) { opener = previous[opener] }
      if opener >= floor {
        enclose(from: opener, to: closer, in: &tokens)
        previous[closer] = runs[opener].count > 0 ? opener : previous[opener]
        if runs[closer].count == 0 {
          if closer + 1 < runs.count { previous[closer + 1] = previous[closer] }
          closer += 1
        }
      } else {
        searched[kind] = closer
        if !runs[closer].canOpen, closer + 1 < runs.count {
          previous[closer + 1] = previous[closer]
        }
        closer += 1
      }
    }
    for run in runs[bottom...] {
      tokens[run.token].content = .text(
        String(repeating: Character(Unicode.Scalar(run.character)), count: run.count))
    }
    runs.removeSubrange(bottom...)
  }

  private struct ClosingKind: Hashable {
    let character: UInt8
    let canOpen: Bool
    let remainder: Int

    init(_ run: Run) {
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
