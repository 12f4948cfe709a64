import DeepLearning
internal import Glibc

/// Tensors: type, shape and elements, and what gradients flow to. Neither who shares the elements nor
/// how they lie in memory can be told from outside.
///
/// Of elements that nobody has read yet, what they are going to be filled with is written instead.
final class TensorCodec: ValueCodec {
  private static let dtypes = DType.allCases

  private enum Content: Int {
    case none, filling, elements
  }

  /// Two tensors may have their gradients added up in the same place.
  var isReference: Bool { true }

  var members: [ValueMember] {
    [
      ValueMember(component: ".shape", type: Shape.self),
      ValueMember(component: ".leaf", type: LeafNode?.self),
      ValueMember(component: ".filling", type: (any ElementFilling).self),
    ]
  }

  func write(_ value: UnsafeRawPointer, to writer: StateWriter) throws(Opacity) {
    let tensor = value.assumingMemoryBound(to: Tensor.self).pointee
    let leaf = tensor.leaf
    guard leaf != nil || !tensor.requiresGradient else {
      throw Opacity("a result whose gradient can still be asked for")
    }
    writer.write(Self.dtypes.firstIndex(of: tensor.dtype)!)
    writer.write(tensor.rank)
    for dimension in tensor.shape.dimensions { writer.write(dimension) }
    if tensor.isMeta {
      writer.write(Content.none.rawValue)
    } else if let filling = tensor.filling {
      writer.write(Content.filling.rawValue)
      try writer.write(filling, as: (any ElementFilling).self)
    } else {
      writer.write(Content.elements.rawValue)
      tensor.withUnsafeBytes {
        if let start = $0.baseAddress { writer.write(start, count: $0.count) }
      }
    }
    writer.write(leaf == nil ? 0 : 1)
    if let leaf { try writer.write(object: Unmanaged.passUnretained(leaf).toOpaque()) }
  }

  func read(into place: UnsafeMutableRawPointer, from reader: StateReader)
    throws(UnusableSnapshot)
  {
    let dtype = Self.dtypes[try reader.readCount(below: Self.dtypes.count)]
    let shape = try readShape(from: reader)
    let tensor =
      switch Content(rawValue: try reader.readNumber()) {
      case .none?: Tensor.meta(shape, dtype: dtype)
      case .filling?:
        Tensor(deferred: shape, filling: try reader.read(as: (any ElementFilling).self))
      case .elements?: try elements(shape, dtype, from: reader)
      case nil: throw UnusableSnapshot.malformed
      }
    var leaf: LeafNode?
    if try reader.readCount(below: 2) == 1 {
      let object = try reader.readObject(of: TypeMetadata(LeafNode.self))
      leaf = Unmanaged<LeafNode>.fromOpaque(object).takeRetainedValue()
    }
    place.assumingMemoryBound(to: Tensor.self).initialize(to: tensor.attached(to: leaf))
  }

  private func readShape(from reader: StateReader) throws(UnusableSnapshot) -> Shape {
    var dimensions: [Int] = []
    var count = 1
    for _ in 0..<(try reader.readElementCount(size: 1)) {
      dimensions.append(try reader.readNumber())
      let (product, overflows) = count.multipliedReportingOverflow(by: dimensions.last!)
      guard !overflows, product <= Int.max / 8 else { throw .malformed }
      count = product
    }
    return Shape(dimensions)
  }

  private func elements(_ shape: Shape, _ dtype: DType, from reader: StateReader)
    throws(UnusableSnapshot) -> Tensor
  {
    let source = try reader.take(shape.count * dtype.size)
    guard dtype != .bool || source.allSatisfy({ $0 <= 1 }) else { throw .malformed }
    return Tensor(shape: shape, dtype: dtype) { $0.copyMemory(from: source) }
  }

  func isCopy(_ copy: UnsafeRawPointer, of value: UnsafeRawPointer) -> Bool {
    memcmp(copy, value, MemoryLayout<Tensor>.size) == 0
  }
}

extension Tensor: OwnCodec {
  static var codec: any ValueCodec { TensorCodec() }
}

extension LeafNode: BlankObject {
  static func blank() -> LeafNode { LeafNode() }

  static var members: [ValueMember] {
    [ValueMember(component: ".gradient", type: Tensor?.self)]
  }

  func write(to writer: StateWriter) throws(Opacity) {
    try writer.write(gradient, as: Tensor?.self)
  }

  func read(from reader: StateReader) throws(UnusableSnapshot) {
    gradient = try reader.read(as: Tensor?.self)
  }
}
