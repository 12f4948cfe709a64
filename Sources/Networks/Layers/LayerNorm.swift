import Tensors

/// Normalises over the last dimensions, then scales and shifts each element by learned values.
///
/// Source: Ba et al., "Layer Normalization" (2016).
public final class LayerNorm: Module {
  public let normalizedShape: Shape
  public let epsilon: Float

  /// The scale of each element, of `normalizedShape`.
  public let weight: Parameter?
  /// The shift of each element, of `normalizedShape`.
  public let bias: Parameter?

  /// - Parameters:
  ///   - normalizedShape: The last dimensions of an input.
  ///   - epsilon: Added to the variance, lest it be 0.
  ///   - affine: Whether scale and shift are learned; otherwise they are 1 and 0.
  ///   - bias: Whether the shift is learned, if the scale is.
  public init(
    _ normalizedShape: Shape, epsilon: Float = 1e-5, affine: Bool = true, bias: Bool = true
  ) {
    self.normalizedShape = normalizedShape
    self.epsilon = epsilon
    weight = affine ? Parameter(normalizedShape, .ones) : nil
    self.bias = affine && bias ? Parameter(normalizedShape) : nil
  }

  /// Normalises over the last dimension, of `size` elements.
  public convenience init(
    _ size: Int, epsilon: Float = 1e-5, affine: Bool = true, bias: Bool = true
  ) {
    self.init([size], epsilon: epsilon, affine: affine, bias: bias)
  }

  public func forward(_ x: Tensor) -> Tensor {
    layerNorm(
      x, normalizedShape: normalizedShape, weight: weight?.value, bias: bias?.value,
      epsilon: epsilon)
  }

  public var hyperparameters: String { "\(normalizedShape)" }
}
