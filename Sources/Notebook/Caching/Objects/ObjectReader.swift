/// Reads the tables of an ELF file. Never reads outside of its bytes.
struct ObjectReader {
  typealias Malformed = ObjectFile.Malformed

  struct SectionHeader {
    static let symbolTable: UInt32 = 2
    static let relocations: UInt32 = 4
    static let zeros: UInt32 = 8
    /// Of a kind that the compiler does not write for this processor.
    static let otherRelocations: Set<UInt32> = [9, 19, 0x4000_0014]
    static let byteCount = 64

    var name: Int
    var kind: UInt32
    var flags: UInt64
    var offset: Int
    var size: Int
    var link: Int
    var info: Int
    var entrySize: UInt64
  }

  let bytes: [UInt8]

  func checkHeader() throws(Malformed) {
    // 64 bits, little-endian, version 1; relocatable, x86-64.
    guard bytes.count >= 64, bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1]),
      try number(UInt16.self, at: 16) == 1, try number(UInt16.self, at: 18) == 62
    else { throw Malformed() }
  }

  func sectionHeaders() throws(Malformed) -> [SectionHeader] {
    let start = try offset(at: 40)
    let count = Int(try number(UInt16.self, at: 60))
    var headers: [SectionHeader] = []
    for index in 0..<count {
      let header = start + index * SectionHeader.byteCount
      headers.append(
        SectionHeader(
          name: Int(try number(UInt32.self, at: header)),
          kind: try number(UInt32.self, at: header + 4),
          flags: try number(UInt64.self, at: header + 8),
          offset: try offset(at: header + 24), size: try offset(at: header + 32),
          link: Int(try number(UInt32.self, at: header + 40)),
          info: Int(try number(UInt32.self, at: header + 44)),
          entrySize: try number(UInt64.self, at: header + 56)))
    }
    return headers
  }

  func sections(_ headers: [SectionHeader]) throws(Malformed) -> [ObjectFile.Section] {
    let names = try content(at: Int(try number(UInt16.self, at: 62)), of: headers)
    var sections: [ObjectFile.Section] = []
    var ordinals: [String: Int] = [:]
    for header in headers {
      guard !SectionHeader.otherRelocations.contains(header.kind) else { throw Malformed() }
      let name = try text(at: header.name, in: names)
      let content = header.kind == SectionHeader.zeros ? nil : try content(of: header)
      sections.append(
        ObjectFile.Section(
          name: name, ordinal: ordinals[name, default: 0], kind: header.kind, flags: header.flags,
          entrySize: header.entrySize, size: header.size, content: content))
      ordinals[name, default: 0] += 1
    }
    return sections
  }

  func symbols(_ header: SectionHeader, _ headers: [SectionHeader]) throws(Malformed)
    -> [ObjectFile.Symbol]
  {
    let names = try content(at: header.link, of: headers)
    let table = try content(of: header)
    let byteCount = 24
    var symbols: [ObjectFile.Symbol] = []
    for start in stride(from: table.startIndex, through: table.endIndex - byteCount, by: byteCount)
    {
      let place: ObjectFile.Symbol.Place
      switch Int(try number(UInt16.self, at: start + 6)) {
      case 0: place = .undefined
      // The first of the numbers that have a meaning of their own.
      case 0xFF00...: place = .absolute
      case let section where headers.indices.contains(section): place = .section(section)
      default: throw Malformed()
      }
      symbols.append(
        ObjectFile.Symbol(
          name: try text(at: Int(try number(UInt32.self, at: start)), in: names), place: place,
          value: try offset(at: start + 8), size: try offset(at: start + 16),
          info: try number(UInt8.self, at: start + 4),
          visibility: try number(UInt8.self, at: start + 5) & 3))
    }
    return symbols
  }

  func relocations(_ header: SectionHeader, symbolCount: Int) throws(Malformed)
    -> [ObjectFile.Relocation]
  {
    let table = try content(of: header)
    let byteCount = 24
    var relocations: [ObjectFile.Relocation] = []
    for start in stride(from: table.startIndex, through: table.endIndex - byteCount, by: byteCount)
    {
      let info = try number(UInt64.self, at: start + 8)
      let symbol = Int(info >> 32)
      guard symbol < symbolCount else { throw Malformed() }
      relocations.append(
        ObjectFile.Relocation(
          offset: try offset(at: start), kind: UInt32(truncatingIfNeeded: info),
          addend: Int(try number(Int64.self, at: start + 16)), symbol: symbol))
    }
    return relocations
  }

  // MARK: Bytes

  private func content(at index: Int, of headers: [SectionHeader]) throws(Malformed)
    -> ArraySlice<UInt8>
  {
    guard headers.indices.contains(index) else { throw Malformed() }
    return try content(of: headers[index])
  }

  private func content(of header: SectionHeader) throws(Malformed) -> ArraySlice<UInt8> {
    guard header.kind != SectionHeader.zeros, header.offset <= bytes.count,
      header.size <= bytes.count - header.offset
    else { throw Malformed() }
    return bytes[header.offset..<header.offset + header.size]
  }

  private func text(at offset: Int, in table: ArraySlice<UInt8>) throws(Malformed) -> String {
    guard offset < table.count else { throw Malformed() }
    let start = table[(table.startIndex + offset)...]
    guard let end = start.firstIndex(of: 0) else { throw Malformed() }
    return String(decoding: start[..<end], as: UTF8.self)
  }

  /// A number that can be computed with: no file is that large.
  private func offset(at position: Int) throws(Malformed) -> Int {
    let number = try number(UInt64.self, at: position)
    guard number < 1 << 48 else { throw Malformed() }
    return Int(number)
  }

  private func number<Number: FixedWidthInteger>(_: Number.Type, at position: Int)
    throws(Malformed) -> Number
  {
    guard position >= 0, position <= bytes.count - MemoryLayout<Number>.size else {
      throw Malformed()
    }
    return Number(
      littleEndian: bytes.withUnsafeBytes {
        $0.loadUnaligned(fromByteOffset: position, as: Number.self)
      })
  }
}
