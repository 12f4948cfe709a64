extension ObjectFile {
  /// Of what others can reach of this unit, through its declarations or through values that it made:
  /// everything but what only its entry point uses.
  ///
  /// - Parameter entryPoint: The name of the function that runs the unit, before modules were renamed.
  func declarationsDigest(entryPoint: String) -> Digest {
    let pieces = ObjectPieces(self)
    let search = DeclarationSearch(pieces, entryPoint: renaming.renaming(entryPoint))
    var builder = DigestBuilder()
    for part in search.found.map(pieces.digest).sorted() { builder.append(part) }
    return builder.finish()
  }
}

/// Finds the pieces that others can reach.
private struct DeclarationSearch {
  private let pieces: ObjectPieces
  private(set) var found: Set<Int> = []

  /// Tables that list what others refer to: the entry point, types by name, and what closures capture.
  private static let listings: Set<String> = [
    "swift5_entry", "swift5_typeref", "swift5_reflstr", "swift5_capture",
  ]

  init(_ pieces: ObjectPieces, entryPoint: String) {
    self.pieces = pieces
    let symbols = pieces.object.symbols
    var entries: [Int] = []
    var roots: [Int] = []
    for (index, piece) in pieces.pieces.enumerated() {
      let visible = piece.symbols.filter { symbols[$0].isVisible }
      if visible.count == 1, symbols[visible[0]].name == entryPoint {
        entries.append(index)
      } else if !visible.isEmpty || isRegistered(pieces.section(of: piece)) {
        roots.append(index)
      }
    }
    search(from: roots + madeValues(from: entries))
  }

  /// Whether the runtime or the loader finds the section by itself.
  private func isRegistered(_ section: ObjectFile.Section) -> Bool {
    section.name.hasPrefix("swift5_") && !Self.listings.contains(section.name)
      || section.name.hasPrefix(".init_array") || section.name.hasPrefix(".fini_array")
  }

  private mutating func search(from roots: [Int]) {
    found = Set(roots)
    var open = roots
    var sections: Set<Int> = []
    while let index = open.popLast() {
      let piece = pieces.pieces[index]
      var next = piece.references.flatMap(\.targets)
      if sections.insert(piece.section).inserted { next += pieces.tracelessTargets(from: index) }
      for target in next where found.insert(target).inserted { open.append(target) }
    }
  }

  /// What a run of the entry point can leave in a value: functions that it does more with than
  /// calling them, and data that leads to functions.
  private func madeValues(from entries: [Int]) -> [Int] {
    var made: [Int] = []
    var seen = Set(entries)
    var open = entries
    while let index = open.popLast() {
      for reference in pieces.pieces[index].references {
        for target in reference.targets {
          let isCalled = reference.isCall && pieces.section(of: pieces.pieces[target]).isExecutable
          if !isCalled && leadsToCode(target) {
            made.append(target)
          } else if seen.insert(target).inserted {
            open.append(target)
          }
        }
      }
    }
    return made
  }

  private func leadsToCode(_ start: Int) -> Bool {
    var seen: Set = [start]
    var open = [start]
    while let index = open.popLast() {
      if pieces.section(of: pieces.pieces[index]).isExecutable { return true }
      for target in pieces.pieces[index].references.flatMap(\.targets)
      where seen.insert(target).inserted { open.append(target) }
    }
    return false
  }
}

extension ObjectPieces {
  fileprivate func digest(of index: Int) -> Digest {
    let piece = pieces[index]
    let section = section(of: piece)
    var builder = DigestBuilder()
    builder.append(piece.identity)
    builder.append(section.flags)
    builder.append(section.kind)
    builder.append(piece.range.count)
    content(of: piece)?.withUnsafeBytes { builder.append(bytes: $0) }
    builder.append(piece.symbols.count)
    let symbols = piece.symbols.map { object.symbols[$0] }
    for symbol in symbols.sorted(by: { ($0.value, $0.size) < ($1.value, $1.size) }) {
      builder.append(symbol.value - piece.range.lowerBound)
      builder.append(symbol.size)
      builder.append(symbol.info)
      builder.append(symbol.visibility)
    }
    for reference in piece.references { append(reference, of: piece, to: &builder) }
    return builder.finish()
  }

  private func append(_ reference: Reference, of piece: Piece, to builder: inout DigestBuilder) {
    let relocation = reference.relocation
    let symbol = object.symbols[relocation.symbol]
    builder.append(relocation.offset - piece.range.lowerBound)
    builder.append(relocation.kind)
    builder.append(reference.targets.count)
    for target in reference.targets { builder.append(pieces[target].identity) }
    if reference.targets.count == 1 {
      let start = pieces[reference.targets[0]].range.lowerBound
      builder.append(symbol.value &+ relocation.addend &- start)
    } else {
      builder.append(symbol.isNameless ? "" : symbol.name)
      builder.append(symbol.value)
      builder.append(relocation.addend)
    }
  }
}
