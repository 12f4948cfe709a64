import Tensors

/// Samples that consist of what a network takes in and of what it should make of it: what `fit`,
/// `evaluate` and the like work on.
///
/// Pairs of tensors and labelled images need no more than the name of the protocol; for other
/// samples, `example` says what is what.
public protocol SupervisedDataset<Sample>: MapDataset {
  /// A batch as the input of a network and the target of a loss, the samples in the first dimension
  /// of both.
  static func example(_ batch: Batch) -> (input: Tensor, target: Tensor)
}

extension SupervisedDataset where Batch == (Tensor, Tensor) {
  public static func example(_ batch: (Tensor, Tensor)) -> (input: Tensor, target: Tensor) {
    (batch.0, batch.1)
  }
}

extension SupervisedDataset where Batch == ImageBatch {
  public static func example(_ batch: ImageBatch) -> (input: Tensor, target: Tensor) {
    (batch.images, batch.labels)
  }
}

extension TensorDataset: SupervisedDataset {}
extension LabeledImages: SupervisedDataset {}
extension TransformedImages: SupervisedDataset {}
extension ImageFolder: SupervisedDataset {}

extension Subset: SupervisedDataset where Base: SupervisedDataset {
  public static func example(_ batch: Base.Batch) -> (input: Tensor, target: Tensor) {
    Base.example(batch)
  }
}
