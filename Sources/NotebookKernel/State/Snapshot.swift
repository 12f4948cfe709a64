internal import Glibc

/// An atom's state in a file, from which the very same state can be made in another process.
///
/// The file is the values as a `StateWriter` wrote them, what it wrote aside, the names that the values
/// refer to by number, the lengths of these three, and the SHA-256 of all that.
struct Snapshot {
  /// The state: the same in each process and whatever units are called.
  var digest: String
  /// Nil if there is none, because it would be too large or can't be written.
  var file: File?

  struct File {
    var name: String
    var byteCount: UInt64
  }

  private static let header = Array("notebook state 2\n".utf8)
  private static let footerSize = 24 + 32

  // MARK: Capturing

  /// Captures values.
  ///
  /// - Parameters:
  ///   - folder: Where the file goes.
  ///   - sizeLimit: A larger file is not written.
  init(of roots: [StateWriter.Root], in folder: String, sizeLimit: UInt64) throws(OpaqueState) {
    var output = TemporaryFile(in: folder, sizeLimit: sizeLimit)
    output.write(Self.header)
    let sink = StateSink { output.write($0) }
    let writer = StateWriter(sink)
    do throws(OpaqueState) {
      try writer.write(roots)
    } catch {
      output.discard()
      throw error
    }
    let values = sink.finish()
    let names = Self.encoded(writer.names)
    digest = hexadecimal(Self.digest(of: values, writer.names.entries.map(\.description)))
    output.write(writer.asides)
    output.write(names)
    let seal = Self.seal(values: values, count: sink.byteCount, writer.asides, names)
    let counts = [sink.byteCount, writer.asides.count, names.count]
    output.write(counts.flatMap(Self.bytes) + seal)
    file = output.keep(as: hexadecimal(seal) + ".state")
  }

  private static func digest(of values: [UInt8], _ descriptions: [String]) -> [UInt8] {
    let sink = StateSink()
    sink.write(values)
    for description in descriptions {
      sink.write(bytes(of: description.utf8.count))
      sink.write(description.utf8)
    }
    return sink.finish()
  }

  /// - Parameters:
  ///   - values: the digest of the values, which may be large.
  ///   - count: how many bytes they are.
  private static func seal(
    values: [UInt8], count: Int, _ asides: [UInt8], _ names: [UInt8]
  ) -> [UInt8] {
    let sink = StateSink()
    sink.write(header)
    sink.write(values)
    sink.write(bytes(of: count))
    sink.write(bytes(of: asides.count))
    sink.write(asides)
    sink.write(names)
    return sink.finish()
  }

  private static func bytes(of number: Int) -> [UInt8] {
    withUnsafeBytes(of: UInt64(number).littleEndian) { Array($0) }
  }

  // MARK: Restoring

  /// Makes the values that a file holds.
  ///
  /// - Parameter count: How many bindings they are of.
  static func values(inFile path: String, count: Int) throws(UnusableSnapshot)
    -> [StateReader.Value]
  {
    guard let bytes = FileContents(path) else {
      throw UnusableSnapshot("the snapshot \(path) can't be read")
    }
    return try values(in: bytes.bytes, count: count)
  }

  static func values(in bytes: UnsafeRawBufferPointer, count: Int) throws(UnusableSnapshot)
    -> [StateReader.Value]
  {
    let damage = UnusableSnapshot("the snapshot is damaged")
    guard bytes.count >= header.count + footerSize, bytes.starts(with: header) else {
      throw damage
    }
    func number(_ offset: Int) -> UInt64 {
      bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self).littleEndian
    }
    let footer = bytes.count - footerSize
    let content = UInt64(footer - header.count)
    let (valueCount, asideCount, nameCount) = (
      number(footer), number(footer + 8), number(footer + 16)
    )
    guard valueCount <= content, asideCount <= content - valueCount,
      nameCount == content - valueCount - asideCount
    else { throw damage }
    let valueEnd = header.count + Int(valueCount)
    let asideEnd = valueEnd + Int(asideCount)
    let values = UnsafeRawBufferPointer(rebasing: bytes[header.count..<valueEnd])
    let asides = Array(bytes[valueEnd..<asideEnd])
    let names = Array(bytes[asideEnd..<footer])
    let sink = StateSink()
    if let start = values.baseAddress { sink.write(start, count: values.count) }
    guard
      seal(values: sink.finish(), count: values.count, asides, names)
        == Array(bytes[(footer + 24)...])
    else { throw damage }
    let reader = StateReader(values, asides: asides, try resolved(names))
    return try reader.readRoots(count)
  }
}

// MARK: - Names

extension Snapshot {
  private static func encoded(_ names: StateNames) -> [UInt8] {
    let writer = NameWriter()
    writer.write(names.entries.count)
    for entry in names.entries {
      switch entry.name {
      case .type(let name):
        writer.write(0)
        writer.write(name)
      case .function(let symbol):
        writer.write(1)
        writer.write(symbol)
      }
      writer.write(entry.description)
    }
    return writer.bytes
  }

  /// What the names stand for in this process, if that is what they stood for when they were written.
  private static func resolved(_ bytes: [UInt8]) throws(UnusableSnapshot) -> [StateReader.Resolved]
  {
    var reader = NameReader(bytes: bytes[...])
    var describer = TypeDescriber()
    var resolved: [StateReader.Resolved] = []
    for _ in 0..<(try reader.readNumber()) {
      let kind = try reader.readNumber()
      guard kind == 0 else {
        let symbol = try reader.readText()
        guard let address = CodeImage.address(of: symbol),
          describer.describe(function: symbol) == (try reader.readText())
        else { throw UnusableSnapshot("there is no function \(demangled(symbol) ?? symbol)") }
        resolved.append(.function(address))
        continue
      }
      guard let type = try reader.readTypeName().type else {
        throw UnusableSnapshot("a type of the snapshot is not there")
      }
      guard describer.describe(type) == (try reader.readText()) else {
        throw UnusableSnapshot("the type \(type) is not what it was")
      }
      resolved.append(.type(TypeMetadata(type)))
    }
    return resolved
  }
}

private final class NameWriter {
  private(set) var bytes: [UInt8] = []

  func write(_ number: Int) {
    withUnsafeBytes(of: UInt32(number).littleEndian) { bytes += $0 }
  }

  func write(_ text: String) {
    write(text.utf8.count)
    bytes += text.utf8
  }

  private func write(_ names: [TypeName]) {
    write(names.count)
    for name in names { write(name) }
  }

  func write(_ name: TypeName) {
    switch name {
    case .mangled(let text):
      write(0)
      write(text)
    case .nominal(let symbol, let arguments):
      write(1)
      write(symbol)
      write(arguments)
    case .existential(let shape, let arguments):
      write(2)
      write(shape)
      write(arguments)
    }
  }
}

private struct NameReader {
  var bytes: ArraySlice<UInt8>

  mutating func readNumber() throws(UnusableSnapshot) -> Int {
    guard bytes.count >= 4 else { throw .malformed }
    defer { bytes.removeFirst(4) }
    return Int(bytes.prefix(4).reversed().reduce(0) { $0 << 8 | UInt32($1) })
  }

  mutating func readText() throws(UnusableSnapshot) -> String {
    let count = try readNumber()
    guard count <= bytes.count, let text = String(validating: bytes.prefix(count), as: UTF8.self)
    else { throw .malformed }
    bytes.removeFirst(count)
    return text
  }

  mutating func readTypeName(depth: Int = 0) throws(UnusableSnapshot) -> TypeName {
    guard depth < 100 else { throw .malformed }
    let kind = try readNumber()
    let text = try readText()
    guard kind > 0 else { return .mangled(text) }
    var arguments: [TypeName] = []
    for _ in 0..<(try readNumber()) { arguments.append(try readTypeName(depth: depth + 1)) }
    return kind == 1
      ? .nominal(symbol: text, arguments: arguments)
      : .existential(shape: text, arguments: arguments)
  }
}

private func hexadecimal(_ bytes: [UInt8]) -> String {
  bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
}
