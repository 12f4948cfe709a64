extension ObjectFile {
  /// Of all that the object does, whoever uses it.
  var wholeDigest: Digest {
    var parts = sections.filter(\.counts).map(digest)
    for symbol in symbols where symbol.isGlobal && symbol.place != .undefined {
      parts.append(digest(of: symbol))
    }
    var builder = DigestBuilder()
    for part in parts.sorted() { builder.append(part) }
    return builder.finish()
  }

  private func digest(of section: Section) -> Digest {
    var builder = DigestBuilder()
    builder.append("section")
    append(section, to: &builder)
    builder.append(section.kind)
    builder.append(section.flags)
    builder.append(section.entrySize)
    builder.append(section.size)
    section.content?.withUnsafeBytes { builder.append(bytes: $0) }
    for relocation in section.relocations {
      builder.append(relocation.offset)
      builder.append(relocation.kind)
      builder.append(relocation.addend)
      append(symbols[relocation.symbol], to: &builder)
    }
    return builder.finish()
  }

  private func digest(of symbol: Symbol) -> Digest {
    var builder = DigestBuilder()
    builder.append("symbol")
    builder.append(symbol.name)
    builder.append(symbol.info)
    builder.append(symbol.visibility)
    builder.append(symbol.size)
    appendPlace(of: symbol, to: &builder)
    return builder.finish()
  }

  /// What others can't name is known by its place.
  private func append(_ symbol: Symbol, to builder: inout DigestBuilder) {
    builder.append(symbol.isGlobal)
    if symbol.isGlobal {
      builder.append(symbol.name)
    } else {
      appendPlace(of: symbol, to: &builder)
    }
  }

  private func appendPlace(of symbol: Symbol, to builder: inout DigestBuilder) {
    switch symbol.place {
    case .undefined: builder.append("undefined")
    case .absolute: builder.append("absolute")
    case .section(let index): append(sections[index], to: &builder)
    }
    builder.append(symbol.value)
  }

  private func append(_ section: Section, to builder: inout DigestBuilder) {
    builder.append(section.name)
    builder.append(section.ordinal)
  }
}
