/// The text of a leaf block, freed of indentation and of the markers of the quotations and lists
/// around it, together with the way back from each byte to its place in the file.
struct InlineText {
  private(set) var bytes: [UInt8] = []
  /// Where a run of bytes that are adjacent in the file begins, ascending.
  private var anchors: [(offset: Int, position: SourcePosition)] = []

  init() {}

  init(_ bytes: some Collection<UInt8>, at position: SourcePosition) {
    append(bytes, at: position)
  }

  var isEmpty: Bool { bytes.isEmpty }

  mutating func append(_ piece: some Collection<UInt8>, at position: SourcePosition) {
    anchors.append((bytes.count, position))
    bytes += piece
  }

  mutating func append(_ part: InlineText) {
    anchors += part.anchors.map { ($0.offset + bytes.count, $0.position) }
    bytes += part.bytes
  }

  /// Ends a line.
  mutating func appendLineEnd() { bytes.append(UInt8(ascii: "\n")) }

  func position(of offset: Int) -> SourcePosition {
    let next = firstAnchor(behind: offset)
    guard next > 0 else { return SourcePosition(line: 1) }
    let (start, position) = anchors[next - 1]
    return SourcePosition(line: position.line, column: position.column + offset - start)
  }

  private func firstAnchor(behind offset: Int) -> Int {
    var low = 0
    var high = anchors.count
    while low < high {
      let middle = (low + high) / 2
      if anchors[middle].offset <= offset { low = middle + 1 } else { high = middle }
    }
    return low
  }

  func range(of offsets: Range<Int>) -> SourceRange {
    let start = position(of: offsets.lowerBound)
    guard !offsets.isEmpty else { return start..<start }
    var end = position(of: offsets.upperBound - 1)
    end.column += 1
    return start..<max(start, end)
  }

  /// A part of the text, whose positions stay those of the file.
  subscript(offsets: Range<Int>) -> InlineText {
    var part = InlineText()
    guard !offsets.isEmpty else { return part }
    var start = offsets.lowerBound
    let inner = anchors[firstAnchor(behind: start)...].prefix { $0.offset < offsets.upperBound }
    for anchor in inner {
      part.append(bytes[start..<anchor.offset], at: position(of: start))
      start = anchor.offset
    }
    part.append(bytes[start..<offsets.upperBound], at: position(of: start))
    return part
  }

  /// The text without white space at its ends.
  var trimmed: InlineText {
    let slice = bytes.trimming(while: \.isASCIIWhitespace)
    return self[slice.startIndex..<slice.endIndex]
  }
}
