import Tensors

/// The elements of a tensor as a safetensors file holds them. The engine's machines are
/// little-endian, as the file is.
struct TensorElements {
  private let path: String
  private let name: String
  private let entry: SafetensorsHeader.Entry
  /// Where they lie in the file.
  private let offset: Int

  init(path: String, name: String, _ entry: SafetensorsHeader.Entry, dataOffset: Int) {
    self.path = path
    self.name = name
    self.entry = entry
    offset = dataOffset + entry.range.lowerBound
  }

  /// - Parameter index: The element that is wrong.
  func error(_ problem: String, at index: Int = 0) -> DataFileError {
    DataFileError(
      path, .byte(offset + index * entry.type.size), "tensor '\(name)' \(problem)")
  }

  /// Floats of 32 bits.
  func floats() throws(DataFileError) -> Tensor {
    let file = try OpenFile(path)
    var result = Result<Void, DataFileError>.success(())
    let tensor = Tensor(shape: entry.shape) { elements in
      result = Result { () throws(DataFileError) in
        try file.fill(UnsafeMutableRawBufferPointer(elements), at: offset)
      }
    }
    try result.get()
    return tensor
  }

  /// Floats of 16 bits, converted one by one.
  func floats(_ convert: (UInt16) -> Float) throws(DataFileError) -> Tensor {
    let patterns = try read(UInt16.self)
    return Tensor(shape: entry.shape) { elements in
      for (index, pattern) in patterns.enumerated() { elements[index] = convert(pattern) }
    }
  }

  func integers<Integer: FixedWidthInteger & BitwiseCopyable>(_: Integer.Type)
    throws(DataFileError) -> Tensor
  {
    let integers = try read(Integer.self)
    let converted = integers.map { Int32(truncatingIfNeeded: $0) }
    if let index = integers.indices.first(where: { integers[$0] != converted[$0] }) {
      throw error("has the value \(integers[index]), which does not fit Int32", at: index)
    }
    return Tensor(converted, shape: entry.shape)
  }

  func booleans() throws(DataFileError) -> Tensor {
    let bytes = try read(UInt8.self)
    if let index = bytes.firstIndex(where: { $0 > 1 }) {
      throw error("has the value \(bytes[index]), which is neither true nor false", at: index)
    }
    return Tensor(bytes.map { $0 == 1 }, shape: entry.shape)
  }

  private func read<Element: BitwiseCopyable>(_: Element.Type) throws(DataFileError) -> [Element] {
    let file = try OpenFile(path)
    return try [Element](count: entry.shape.count) { buffer throws(DataFileError) in
      try file.fill(buffer, at: offset)
    }
  }
}
