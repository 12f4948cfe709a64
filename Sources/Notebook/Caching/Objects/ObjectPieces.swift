/// An object cut into pieces: functions, variables, constants and tables of the runtime, and which
/// piece refers to which.
///
/// Where a cut could be wrong, there is none. A section with several functions is one piece, since
/// the assembler leaves no trace of what they call in it: compile with `-function-sections`.
struct ObjectPieces {
  struct Piece {
    var section: Int
    var range: Range<Int>
    /// Of what begins or lies in it.
    var symbols: [Int]
    var references: [Reference] = []
    /// The same in each object that has this piece, and another one's in none.
    var identity = Digest(of: "")
  }

  struct Reference {
    var relocation: ObjectFile.Relocation
    /// The pieces that it can lead to: one, unless that can't be told. None for what is elsewhere.
    var targets: [Int]
    /// Whether it does no more than calling what it leads to.
    var isCall: Bool
  }

  let object: ObjectFile
  private(set) var pieces: [Piece] = []
  /// The pieces of each section, in order.
  private var piecesOfSection: [Range<Int>] = []

  init(_ object: ObjectFile) {
    self.object = object
    var symbols = [[Int]](repeating: [], count: object.sections.count)
    for (index, symbol) in object.symbols.enumerated() where !symbol.isNameless {
      if case .section(let section) = symbol.place { symbols[section].append(index) }
    }
    for index in object.sections.indices {
      let start = pieces.count
      if object.sections[index].counts { pieces += cut(index, at: symbols[index]) }
      piecesOfSection.append(start..<pieces.count)
    }
    identify()
    for index in object.sections.indices { findReferences(from: index) }
  }

  func section(of piece: Piece) -> ObjectFile.Section { object.sections[piece.section] }

  func content(of piece: Piece) -> ArraySlice<UInt8>? {
    section(of: piece).content.map {
      $0[($0.startIndex + piece.range.lowerBound)..<($0.startIndex + piece.range.upperBound)]
    }
  }

  /// What a piece may refer to without a trace: the assembler resolves what leads from a read-only
  /// table to the same section, if no other object can see it.
  func tracelessTargets(from index: Int) -> [Int] {
    let piece = pieces[index]
    guard !section(of: piece).isWritable, !section(of: piece).isMergeable else { return [] }
    return piecesOfSection[piece.section].filter { other in
      !pieces[other].symbols.contains { object.symbols[$0].isGlobal }
    }
  }

  // MARK: Cutting

  private func cut(_ index: Int, at symbols: [Int]) -> [Piece] {
    let section = object.sections[index]
    var pieces = [Piece(section: index, range: 0..<section.size, symbols: symbols)]
    let extents = Set(symbols.map { extent(of: $0, in: section) }).filter { !$0.isEmpty }
    if section.isExecutable && Set(extents.map(\.lowerBound)).count > 1 { return pieces }
    pieces = []
    var end = 0
    for extent in extents.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if extent.lowerBound < end {
        // A name for a part of the piece before.
        end = max(end, extent.upperBound)
        pieces[pieces.count - 1].range = pieces[pieces.count - 1].range.lowerBound..<end
        continue
      }
      if extent.lowerBound > end {
        pieces.append(Piece(section: index, range: end..<extent.lowerBound, symbols: []))
      }
      pieces.append(Piece(section: index, range: extent, symbols: []))
      end = extent.upperBound
    }
    if end < section.size || pieces.isEmpty {
      pieces.append(Piece(section: index, range: end..<section.size, symbols: []))
    }
    for symbol in symbols {
      let start = object.symbols[symbol].value
      let next = pieces.indices.partitioningIndex { pieces[$0].range.lowerBound > start }
      pieces[max(next - 1, 0)].symbols.append(symbol)
    }
    return pieces
  }

  private func extent(of symbol: Int, in section: ObjectFile.Section) -> Range<Int> {
    let symbol = object.symbols[symbol]
    let start = min(symbol.value, section.size)
    return start..<min(start + symbol.size, section.size)
  }

  private mutating func identify() {
    var occurrences: [Digest: Int] = [:]
    for index in pieces.indices {
      let piece = pieces[index]
      let section = section(of: piece)
      var builder = DigestBuilder()
      builder.append(section.name)
      if section.isMergeable, section.relocations.isEmpty, let content = content(of: piece) {
        // The linker makes one of equal ones.
        content.withUnsafeBytes { builder.append(bytes: $0) }
        pieces[index].identity = builder.finish()
        continue
      }
      builder.append(piece.symbols.map { object.symbols[$0].name }.sorted())
      let name = builder.finish()
      var numbered = DigestBuilder()
      numbered.append(name)
      numbered.append(occurrences[name, default: 0])
      occurrences[name, default: 0] += 1
      pieces[index].identity = numbered.finish()
    }
  }

  // MARK: References

  private mutating func findReferences(from section: Int) {
    guard !piecesOfSection[section].isEmpty else { return }
    for relocation in object.sections[section].relocations {
      let isCall = isCall(relocation, in: section)
      let reference = Reference(
        relocation: relocation, targets: targets(of: relocation, in: section), isCall: isCall)
      pieces[piece(at: relocation.offset, in: section)].references.append(reference)
    }
  }

  private func targets(of relocation: ObjectFile.Relocation, in section: Int) -> [Int] {
    let symbol = object.symbols[relocation.symbol]
    guard case .section(let target) = symbol.place, !piecesOfSection[target].isEmpty else {
      return []
    }
    guard symbol.isNameless else { return [piece(at: symbol.value, in: target)] }
    // Relative to the end of the instruction, whose last bytes may be a constant.
    let distances =
      isRelative(relocation, in: section) ? distancesToEnd(relocation, in: section) : [0]
    let found = distances.map {
      piece(at: symbol.value &+ relocation.addend &+ $0, in: target)
    }
    return Set(found).sorted()
  }

  private func piece(at offset: Int, in section: Int) -> Int {
    let candidates = piecesOfSection[section]
    let next = candidates.partitioningIndex { pieces[$0].range.lowerBound > offset }
    return max(next - 1, candidates.lowerBound)
  }

  private func isRelative(_ relocation: ObjectFile.Relocation, in section: Int) -> Bool {
    // R_X86_64_PC32, PLT32, GOTPCREL, GOTPCRELX, REX_GOTPCRELX
    object.sections[section].isExecutable && [2, 4, 9, 41, 42].contains(relocation.kind)
  }

  private func distancesToEnd(_ relocation: ObjectFile.Relocation, in section: Int) -> [Int] {
    let loadsAddress = byte(relocation.offset - 2, of: section) == 0x8D
    return loadsAddress || isCall(relocation, in: section) ? [4] : [4, 5, 6, 8]
  }

  private func isCall(_ relocation: ObjectFile.Relocation, in section: Int) -> Bool {
    guard object.sections[section].isExecutable else { return false }
    // R_X86_64_PLT32 stands in calls and jumps only; others are told by the instruction.
    return relocation.kind == 4
      || relocation.kind == 2 && [0xE8, 0xE9].contains(byte(relocation.offset - 1, of: section))
  }

  private func byte(_ offset: Int, of section: Int) -> UInt8? {
    guard let content = object.sections[section].content,
      content.indices.contains(content.startIndex &+ offset)
    else { return nil }
    return content[content.startIndex + offset]
  }
}

extension Range<Int> {
  /// The first element for which the predicate holds; it holds for all that follow, too.
  fileprivate func partitioningIndex(where predicate: (Int) -> Bool) -> Int {
    var (low, high) = (lowerBound, upperBound)
    while low < high {
      let middle = low + (high - low) / 2
      if predicate(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
