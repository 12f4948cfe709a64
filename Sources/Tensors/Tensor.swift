/// An array of numbers with a shape.
///
/// So far every tensor is a *meta* tensor: it has a shape and no storage. Operations on meta
/// tensors check shapes, give the output's shape and report their cost, so a network runs on them
/// to learn its shapes, its parameters and its cost without allocating anything.
public struct Tensor: Sendable {
  /// The type of every element.
  public typealias Scalar = Float

  public let shape: Shape

  /// A tensor without storage, which stands for any tensor of its shape.
  public static func meta(_ shape: Shape) -> Tensor { Tensor(shape: shape) }

  /// The memory that the elements take or, without storage, would take.
  public var byteCount: Int { shape.count * MemoryLayout<Scalar>.size }
}
