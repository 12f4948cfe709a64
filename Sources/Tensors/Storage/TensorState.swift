/// What a tensor is, for those who write it down and make it again.
extension Tensor {
  /// What gradients flow to, of a tensor that no operation made.
  package var leaf: LeafNode? { node as? LeafNode }

  /// How the elements are going to be filled in, if nobody has read them yet.
  package var filling: (any ElementFilling)? { (data.pending as? DeferredFill)?.filling }

  /// Calls `body` with the bytes of the elements, the last dimension innermost.
  package func withUnsafeBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let data = data.contiguous
    defer { withExtendedLifetime(data) {} }
    return try body(UnsafeRawBufferPointer(start: data.pointer, count: byteCount))
  }

  /// A tensor whose elements `initialize` writes, all of them.
  package init<Failure: Error>(
    shape: Shape, dtype: DType,
    initializingBytes initialize: (UnsafeMutableRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) {
    let tensor = Tensor(TensorData(uninitialized: shape, dtype))
    try initialize(
      UnsafeMutableRawBufferPointer(start: tensor.data.pointer, count: tensor.byteCount))
    self = tensor
  }
}
