import Charts
import Networks

extension LineChart {
  /// The losses of a training, or what else was measured, by epoch:
  ///
  ///     LineChart(history)
  ///     LineChart(history, .metric(.accuracy), y: Axis("accuracy", format: .percent))
  ///
  /// - Parameters:
  ///   - criterion: What is drawn.
  ///   - y: By default with the name of what is drawn.
  ///   - training: The name of the training's line.
  ///   - validation: The name of the validation's line, if there is one.
  ///   - best: The name of a mark at the epoch that was best on the validation data.
  public init(
    _ history: History, _ criterion: Criterion = .loss, title: String = "", x: Axis = "epoch",
    y: Axis? = nil, training: String = "training", validation: String = "validation",
    best: String? = nil
  ) {
    self.init(title, x: x, y: y ?? Axis(criterion.name)) {
      Line(training, history.epochs.map { criterion.value(of: $0.training) })
      if history.epochs.contains(where: { $0.validation != nil }) {
        Line(validation, history.epochs.map { $0.validation.map(criterion.value) ?? .nan })
      }
      if let best, history.bestEpoch > 0 { Rule(best, x: history.bestEpoch) }
    }
  }

  /// The losses of a training: `LineChart(history, x: "epoch", y: ["train", "test"])`.
  ///
  /// - Parameter names: Of the lines: the training's, and the validation's if there is one.
  public init(_ history: History, title: String = "", x: Axis = "epoch", y names: [String]) {
    let hasValidation = history.epochs.contains { $0.validation != nil }
    precondition(
      names.count == (hasValidation ? 2 : 1),
      "LineChart: \(names.count) names for \(hasValidation ? "training and validation" : "a training without validation")"
    )
    self.init(history, title: title, x: x, training: names[0], validation: names.last!)
  }
}

extension Criterion {
  fileprivate var name: String {
    switch self {
    case .loss: "loss"
    case .metric(let metric): metric.name
    }
  }

  fileprivate func value(of evaluation: Evaluation) -> Double {
    switch self {
    case .loss: evaluation.loss
    case .metric(let metric): evaluation[metric]
    }
  }
}
