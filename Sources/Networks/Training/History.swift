import Tensors

/// What a training has brought, epoch by epoch.
///
/// All but the measured times is the same whenever the same training is run.
public struct History: Hashable, Codable, Sendable {
  public struct Epoch: Hashable, Codable, Sendable {
    /// From 1.
    public let number: Int
    /// In the epoch's first step.
    public let learningRate: Double
    /// Of each batch as it was when it came, before the step that it led to; with dropout and the
    /// like at work.
    public let training: Evaluation
    /// After the epoch, where there are validation data.
    public let validation: Evaluation?
  }

  /// Why a training came to its end.
  public enum Ending: String, Hashable, Codable, Sendable {
    /// All epochs are through.
    case completed
    /// Validation became no better for longer than was accepted.
    case earlyStopping
    /// Somebody pressed Ctrl-C; the epoch that was under way then is not recorded.
    case interrupted
  }

  public internal(set) var epochs: [Epoch] = []
  /// The number of the epoch that was best on the validation data; without such data, of the last.
  /// 0 if there is none.
  public internal(set) var bestEpoch = 0
  public internal(set) var ending = Ending.completed
  /// How long each epoch took, validation included: measured, hence different each time.
  public var measuredSeconds: [Double] { times.map(\.seconds) }
  var times: [MeasuredTime] = []

  /// The epoch that was best on the validation data; without such data, the last. There must be one.
  public var best: Epoch {
    require(bestEpoch > 0, "History: the training was ended in its first epoch")
    return epochs[bestEpoch - 1]
  }
}

extension History: CustomStringConvertible {
  /// A line for each epoch, without times.
  public var description: String {
    let lines = epochs.map { epoch in
      "epoch \(epoch.number): \(epoch.training.brief)"
        + (epoch.validation.map { "; validation: \($0.brief)" } ?? "")
        + (epoch.number == bestEpoch ? "  (best)" : "")
    }
    return (lines + ["ended: \(ending.rawValue)"]).joined(separator: "\n")
  }
}

extension Evaluation {
  /// `loss 0.0412, accuracy 0.9870`.
  var brief: String {
    (["loss \(decimal(loss, digits: 4))"]
      + metrics.sorted { $0.key < $1.key }.map { "\($0.key) \(decimal($0.value, digits: 4))" })
      .joined(separator: ", ")
  }
}
