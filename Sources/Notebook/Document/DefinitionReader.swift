/// Finds the link reference definitions of a document.
///
/// libcmark consumes them silently. They stand either at the beginning of a paragraph, or on lines
/// that no leaf block covers.
struct DefinitionReader {
  let reader: LeafReader
  private var definitions = LinkDefinitions()

  static func definitions(in tree: CMarkTree, _ reader: LeafReader) -> LinkDefinitions {
    var definitionReader = DefinitionReader(reader: reader)
    definitionReader.read(tree)
    return definitionReader.definitions
  }

  private init(reader: LeafReader) {
    self.reader = reader
  }

  /// Goes from top to bottom, since the first of two definitions counts.
  private mutating func read(_ tree: CMarkTree) {
    var nextLine = 1
    for leaf in tree.root.leaves {
      readGap(nextLine..<max(nextLine, leaf.startLine))
      nextLine = max(nextLine, reader.lastLine(of: leaf) + 1)
      switch leaf.kind {
      case .paragraph, .heading:
        let text = reader.text(of: leaf).bytes
        if text.first == UInt8(ascii: "[") { _ = definitions.read(text) }
      default: break
      }
    }
    readGap(nextLine..<max(nextLine, reader.mask.lines.count + 1))
  }

  /// Reads lines that belong to no leaf block.
  private mutating func readGap(_ lines: Range<Int>) {
    var text: [UInt8] = []
    for number in lines {
      let content = reader.mask.lines[number - 1].withoutContainerMarkers
      if content.isEmpty {
        readChunk(text)
        text = []
      } else {
        text += content + [UInt8(ascii: "\n")]
      }
    }
    readChunk(text)
  }

  private mutating func readChunk(_ text: [UInt8]) {
    var start = 0
    while start < text.count {
      let end = definitions.read(text, from: start)
      let isStuck = end == start
      start = isStuck ? (text[start...].firstIndex(of: UInt8(ascii: "\n")) ?? text.count) + 1 : end
    }
  }
}

extension [UInt8] {
  /// The line without what marks quotations and lists. On a line without a leaf block nothing
  /// else can stand in front of a definition.
  fileprivate var withoutContainerMarkers: ArraySlice<UInt8> {
    let content = drop { $0.isSpaceOrTab || $0 == UInt8(ascii: ">") }
    guard let bracket = content.firstIndex(of: UInt8(ascii: "[")) else { return content }
    let isMarkers = content[..<bracket].allSatisfy { byte in
      byte.isASCIIDigit || " \t>-+*.)".utf8.contains(byte)
    }
    return isMarkers ? content[bracket...] : content
  }
}
