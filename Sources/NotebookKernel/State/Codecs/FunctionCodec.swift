internal import Glibc

/// Functions, and closures that capture nothing: the symbol of the code.
final class FunctionCodec: ValueCodec {
  private let size: Int

  private init(size: Int) { self.size = size }

  static func codec(for metadata: TypeMetadata) -> any ValueCodec {
    switch metadata.convention {
    case .swift: FunctionCodec(size: 16)
    case .c: FunctionCodec(size: 8)
    case nil: OpaqueCodec("a function of another language")
    }
  }

  var isReference: Bool { true }

  func write(_ value: UnsafeRawPointer, to writer: StateWriter) throws(Opacity) {
    guard size == 8 || value.load(fromByteOffset: 8, as: UInt.self) == 0 else {
      throw Opacity("a closure")
    }
    guard let symbol = CodeImage.symbol(at: value.load(as: UnsafeRawPointer.self)) else {
      throw Opacity("a function without a name")
    }
    try writer.write(function: symbol)
  }

  func read(into place: UnsafeMutableRawPointer, from reader: StateReader)
    throws(UnusableSnapshot)
  {
    memset(place, 0, size)
    place.storeBytes(of: try reader.readFunction(), as: UnsafeRawPointer.self)
  }

  // A copy that went through generic code has a closure around it.
  func isCopy(_ copy: UnsafeRawPointer, of value: UnsafeRawPointer) -> Bool { true }
}
