/// Pandoc's notes where they are called: `^[text with *markup*]`.
extension InlineParser {
  mutating func readNote() {
    guard !isInNote, !unclosed.contains(.note),
      scanner.byte(at: scanner.index + 1) == UInt8(ascii: "[")
    else { return readLiteral(1) }
    let start = scanner.index
    guard let content = scanner.scanNote() else {
      unclosed.insert(.note)
      return readLiteral(1)
    }
    let label = context.makeNoteLabel()
    // The note is numbered before what it refers to itself.
    append(.footnoteReference(label: label, number: context.number(ofFootnote: label)))
    let note = text[content.startIndex..<content.endIndex]
    let paragraph = Block(
      .paragraph(InlineParser.parse(note: note, context: context)),
      range: note.range(of: 0..<note.bytes.count))
    context.inlineNotes.append(
      Footnote(
        label: label, number: 0, blocks: [paragraph], range: text.range(of: start..<scanner.index)))
  }
}

extension ByteScanner {
  /// `^[text]`, without its brackets; those in the text come in pairs, and code counts as none.
  fileprivate mutating func scanNote() -> ArraySlice<UInt8>? {
    attempt { scanner in
      scanner.index += 2
      let start = scanner.index
      var depth = 1
      var isCode = false
      while let byte = scanner.current {
        switch byte {
        case UInt8(ascii: "`"): isCode.toggle()
        case UInt8(ascii: "\\") where !isCode: scanner.index += 1
        case UInt8(ascii: "[") where !isCode: depth += 1
        case UInt8(ascii: "]") where !isCode: depth -= 1
        default: break
        }
        scanner.index += 1
        if depth == 0 {
          let content = scanner.bytes[start..<(scanner.index - 1)]
          return content.allSatisfy(\.isASCIIWhitespace) ? nil : content
        }
      }
      return nil
    }
  }
}
