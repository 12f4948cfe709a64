import Tensors

/// The rows of two tensors as samples: an input and what is to be learnt of it.
///
///     for (x, y) in TensorDataset(inputs, targets).batches(of: 64, shuffled: true) { … }
public struct TensorDataset: MapDataset {
  public let inputs: Tensor
  public let targets: Tensor

  /// - Parameters: Two tensors with the same first dimension, the number of samples.
  public init(_ inputs: Tensor, _ targets: Tensor) {
    guard inputs.shape.rank > 0, targets.shape.rank > 0, inputs.shape[0] == targets.shape[0] else {
      shapeError(
        "TensorDataset: \(inputs.shape) and \(targets.shape) differ in the first dimension")
    }
    self.inputs = inputs
    self.targets = targets
  }

  public var count: Int { inputs.shape[0] }
  public var prefetchCount: Int { 0 }

  public subscript(index: Int) -> (Tensor, Tensor) { (inputs[index], targets[index]) }
}
