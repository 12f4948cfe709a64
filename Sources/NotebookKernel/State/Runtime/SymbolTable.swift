internal import Glibc

/// The symbols of a file of machine code in this process, with those that the dynamic linker does not
/// know, such as the compiler's names of what is private.
struct SymbolTable {
  struct Symbol {
    var name: String
    var address: UnsafeMutableRawPointer
    var size: Int
    /// Whether what lies there may be changed.
    var isWritable: Bool
    var isFunction: Bool
  }

  private let file: MappedFile
  private let baseAddress: UInt64
  private let sections: [Section]

  private struct Section {
    var type: UInt32
    var isWritable: Bool
    var offset, size, link: Int
  }

  /// Nil if the file is none of this machine's.
  init?(path: String, baseAddress: UInt64) {
    // A unit that declares a variable makes the kernel look into the unit's own code.
    guard let reader = ObservationRecorder.paused({ MappedFile(path) }),
      reader.word(0).map({ $0 & 0xFFFF_FFFF_FFFF }) == 0x01_0246_4C45_7F
    else { return nil }
    file = reader
    self.baseAddress = baseAddress
    guard let offset = reader.word(40), let size = reader.half(58), let count = reader.half(60),
      let nameSection = reader.half(62), size >= 64
    else { return nil }
    func header(_ index: Int) -> Int { Int(offset) + index * Int(size) }
    guard let namesAt = reader.word(header(Int(nameSection)) + 24) else { return nil }
    var sections: [Section] = []
    for index in 0..<Int(count) {
      let start = header(index)
      guard let name = reader.int(start), let type = reader.int(start + 4),
        let flags = reader.word(start + 8), let offset = reader.word(start + 24),
        let size = reader.word(start + 32), let link = reader.int(start + 40)
      else { return nil }
      // What the dynamic linker writes into and then makes read-only.
      let isRelocatedOnce = reader.text(Int(namesAt) + Int(name))
        .starts(with: ".data.rel.ro".utf8)
      sections.append(
        Section(
          type: type, isWritable: flags & 1 != 0 && !isRelocatedOnce, offset: Int(offset),
          size: Int(size), link: Int(link)))
    }
    self.sections = sections
  }

  /// Calls `body` with each symbol that stands for a place in memory.
  ///
  /// - Parameter isWanted: tells by the name's bytes, before any more work is done.
  func forEach(where isWanted: (UnsafeRawBufferPointer) -> Bool, _ body: (Symbol) -> Void) {
    let reader = file
    let tables = sections.filter { $0.type == 2 }
    // Without the table for debuggers there is that of the dynamic linker.
    for table in tables.isEmpty ? sections.filter({ $0.type == 11 }) : tables {
      guard sections.indices.contains(table.link) else { continue }
      let names = sections[table.link].offset
      for entry in stride(from: table.offset, to: table.offset + table.size, by: 24) {
        guard let name = reader.int(entry), let info = reader.byte(entry + 4),
          let section = reader.half(entry + 6), let value = reader.word(entry + 8),
          let size = reader.word(entry + 16),
          sections.indices.contains(Int(section)), section != 0, info & 0xF <= 2,
          isWanted(reader.text(names + Int(name)))
        else { continue }
        guard let address = UnsafeMutableRawPointer(bitPattern: UInt(baseAddress &+ value)) else {
          continue
        }
        body(
          Symbol(
            name: String(decoding: reader.text(names + Int(name)), as: UTF8.self), address: address,
            size: Int(size), isWritable: sections[Int(section)].isWritable,
            isFunction: info & 0xF == 2))
      }
    }
  }
}

/// A file's bytes, which are never written to; reads nothing beyond their end.
private final class MappedFile {
  private let bytes: UnsafeRawBufferPointer

  init?(_ path: String) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_size > 0,
      let start = mmap(nil, Int(status.st_size), PROT_READ, MAP_PRIVATE, descriptor, 0),
      start != MAP_FAILED
    else { return nil }
    bytes = UnsafeRawBufferPointer(start: start, count: Int(status.st_size))
  }

  deinit { munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count) }

  func byte(_ offset: Int) -> UInt8? { number(offset) }
  func half(_ offset: Int) -> UInt16? { number(offset) }
  func int(_ offset: Int) -> UInt32? { number(offset) }
  func word(_ offset: Int) -> UInt64? { number(offset) }

  private func number<Number: FixedWidthInteger>(_ offset: Int) -> Number? {
    guard offset >= 0, offset <= bytes.count - MemoryLayout<Number>.size else { return nil }
    return bytes.loadUnaligned(fromByteOffset: offset, as: Number.self)
  }

  /// The bytes up to the next zero.
  func text(_ offset: Int) -> UnsafeRawBufferPointer {
    guard bytes.indices.contains(offset) else {
      return UnsafeRawBufferPointer(rebasing: bytes[..<0])
    }
    let rest = bytes[offset...]
    return UnsafeRawBufferPointer(rebasing: rest[..<(rest.firstIndex(of: 0) ?? rest.endIndex)])
  }
}
