/// The elements of a tensor as a safetensors file holds them, little-endian.
struct TensorBytes {
  let path: String
  let name: String
  /// Where they lie in the file.
  let offset: Int
  let bytes: [UInt8]

  func floats<Pattern: FixedWidthInteger>(
    of _: Pattern.Type, _ convert: (Pattern) -> Float
  ) -> [Float] {
    bytes.withUnsafeBytes { bytes in
      let count = bytes.count / MemoryLayout<Pattern>.size
      return [Float](unsafeUninitializedCapacity: count) { floats, filled in
        for index in 0..<count { floats[index] = convert(Self.element(of: bytes, at: index)) }
        filled = count
      }
    }
  }

  func integers<Integer: FixedWidthInteger>(of _: Integer.Type) throws(DataFileError) -> [Int32] {
    let size = MemoryLayout<Integer>.size
    var integers: [Int32] = []
    integers.reserveCapacity(bytes.count / size)
    for index in 0..<bytes.count / size {
      let element: Integer = bytes.withUnsafeBytes { Self.element(of: $0, at: index) }
      guard let integer = Int32(exactly: element) else {
        throw DataFileError(
          path, .byte(offset + index * size), "\(element) in tensor '\(name)' does not fit Int32")
      }
      integers.append(integer)
    }
    return integers
  }

  func booleans() throws(DataFileError) -> [Bool] {
    if let index = bytes.firstIndex(where: { $0 > 1 }) {
      throw DataFileError(
        path, .byte(offset + index), "\(bytes[index]) in tensor '\(name)' is neither true nor false"
      )
    }
    return bytes.map { $0 == 1 }
  }

  private static func element<Element: FixedWidthInteger>(
    of bytes: UnsafeRawBufferPointer, at index: Int
  ) -> Element {
    Element(
      littleEndian: bytes.loadUnaligned(
        fromByteOffset: index * MemoryLayout<Element>.size, as: Element.self))
  }
}
