/// The text that a cell printed, in the pieces that a page shows.
enum StreamText {
  /// Joins neighbouring chunks of the same stream; leaves out streams that show nothing.
  static func merged(_ outputs: [CellOutput]) -> [CellOutput] {
    var result: [CellOutput] = []
    for output in outputs {
      if case .stream(let stream, let text) = output,
        case .stream(stream, let earlier)? = result.last
      {
        result[result.count - 1] = .stream(stream, earlier + text)
      } else {
        result.append(output)
      }
    }
    return result.compactMap { output in
      guard case .stream(_, let text) = output else { return output }
      return TerminalText(text).plain.isEmpty ? nil : output
    }
  }
}
