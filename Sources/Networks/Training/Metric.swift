import Tensors

/// What is measured beside the loss: a number for each sample, averaged over all.
public struct Metric: Sendable {
  /// What progress and history call it.
  public let name: String
  /// Whether more is better.
  public let higherIsBetter: Bool
  private let measure: Measure

  /// What is measured, as a value.
  private enum Measure {
    case own(@Sendable (_ output: Tensor, _ target: Tensor) -> Tensor)
    case accuracy
    case topAccuracy(Int)
  }

  /// - Parameter values: The measure of each sample of a batch, or of each of its parts, such as the
  ///   pixels of an image; a mask counts as zeros and ones.
  public init(
    _ name: String, higherIsBetter: Bool = true,
    _ values: @escaping @Sendable (_ output: Tensor, _ target: Tensor) -> Tensor
  ) {
    self.name = name
    self.higherIsBetter = higherIsBetter
    measure = .own(values)
  }

  private init(_ name: String, _ measure: Measure) {
    self.name = name
    higherIsBetter = true
    self.measure = measure
  }

  /// The part of samples whose highest score, of `[batch, classes]`, is that of their label.
  public static let accuracy = Metric("accuracy", .accuracy)

  /// The part of samples whose label has one of the `count` highest scores.
  public static func topAccuracy(_ count: Int) -> Metric {
    Metric("top-\(count) accuracy", .topAccuracy(count))
  }

  /// The measure of each sample of a batch.
  func values(_ output: Tensor, _ target: Tensor) -> Tensor {
    switch measure {
    case .own(let values): values(output, target)
    case .accuracy: output.argmax(dim: 1) .== target
    case .topAccuracy(let count):
      (output.topK(count, dim: 1).indices .== target.unsqueezed(1)).asType(.float32).sum(dim: 1)
    }
  }
}

/// Which number says whether a model has become better.
public enum Criterion: Sendable {
  case loss
  /// One of those that are measured.
  case metric(Metric)
}

extension Criterion {
  /// How good a result is: more is better.
  func score(_ evaluation: Evaluation) -> Double {
    switch self {
    case .loss: -evaluation.loss
    case .metric(let metric): metric.higherIsBetter ? evaluation[metric] : -evaluation[metric]
    }
  }
}
