import Tensors

/// A tensor that a module owns and that training changes.
///
/// A parameter is a reference: whoever holds it, a layer, an optimiser, two layers that share it,
/// sees the same values.
public final class Parameter {
  /// The values, so far without storage.
  public let value: Tensor

  /// Whether optimisers change it; false freezes it.
  public var isTrainable = true

  public init(_ shape: Shape) { value = .meta(shape) }

  public var shape: Shape { value.shape }
}

/// A tensor that a module owns and that is state rather than a parameter: optimisers don't change
/// it, and it doesn't count as one. The running statistics of batch normalisation are buffers.
public final class Buffer {
  /// The values, so far without storage.
  public let value: Tensor

  public init(_ shape: Shape) { value = .meta(shape) }
}
