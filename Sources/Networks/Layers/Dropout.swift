import Tensors

/// Passes its input on unchanged, except in training, where it sets random elements to 0 and scales
/// the others up.
///
/// Source: Srivastava et al., "Dropout" (2014).
public final class Dropout: Module, TrainingModeDependent {
  /// The part of the elements that training sets to 0.
  public let probability: Float
  public var isTraining = true

  public init(_ probability: Float = 0.5) { self.probability = probability }

  public func forward(_ x: Tensor) -> Tensor {
    isTraining ? dropout(x, probability: probability) : x
  }

  public var hyperparameters: String { "\(probability)" }
}
