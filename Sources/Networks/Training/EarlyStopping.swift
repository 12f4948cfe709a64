import Tensors

/// Ends a training when it makes no progress on the validation data any more.
public struct EarlyStopping: Hashable, Sendable {
  /// After so many epochs in a row that are no better than the best one before, training ends.
  public let patience: Int
  /// What counts as better must be better by more than this.
  public let minimumImprovement: Double

  public init(patience: Int, minimumImprovement: Double = 0) {
    require(
      patience > 0 && minimumImprovement >= 0,
      "EarlyStopping: patience \(patience), improvement \(minimumImprovement)")
    self.patience = patience
    self.minimumImprovement = minimumImprovement
  }
}

/// The weights of the best epoch so far.
struct BestWeights {
  private let criterion: Criterion
  private let minimumImprovement: Double
  private var score = -Double.infinity
  private(set) var epoch = 0
  private(set) var weights: [String: Tensor] = [:]

  init(_ criterion: Criterion, minimumImprovement: Double) {
    self.criterion = criterion
    self.minimumImprovement = minimumImprovement
  }

  /// Keeps the weights if the epoch is the best. Whether it is.
  mutating func update(_ model: some Layer, after epoch: Int, _ evaluation: Evaluation) -> Bool {
    let score = criterion.score(evaluation)
    guard self.epoch == 0 || score > self.score + minimumImprovement else { return false }
    self.score = score
    self.epoch = epoch
    // A copy is made only when the next step changes the parameters.
    weights = Dictionary(uniqueKeysWithValues: model.stateDictionary.map { ($0.name, $0.tensor) })
    return true
  }
}
