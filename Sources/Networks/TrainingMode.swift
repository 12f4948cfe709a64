import Tensors

/// A module that behaves otherwise in training: dropout, batch normalisation.
public protocol TrainingModeDependent: AnyObject {
  var isTraining: Bool { get set }
}

extension Module {
  /// Switches this module and all below it to training, as a new module is.
  public func train() { setTraining(true) }

  /// Switches this module and all below it to inference.
  public func eval() { setTraining(false) }

  /// Runs `body` with this module and all below it in training or in inference; afterwards each is in
  /// the mode in which it was.
  func withTraining<Result>(
    _ isTraining: Bool, _ body: () throws -> Result
  ) rethrows -> Result {
    let parts = modeDependentParts
    let modes = parts.map(\.isTraining)
    defer { for (part, mode) in zip(parts, modes) { part.isTraining = mode } }
    for part in parts { part.isTraining = isTraining }
    return try body()
  }

  /// Runs `body` with this module and all below it in inference and without recording operations for
  /// differentiation.
  func inferring<Result>(_ body: () throws -> Result) rethrows -> Result {
    try withTraining(false) { try noGrad(body) }
  }

  private func setTraining(_ isTraining: Bool) {
    for part in modeDependentParts { part.isTraining = isTraining }
  }

  private var modeDependentParts: [any TrainingModeDependent] {
    namedModules.compactMap { $0.module as? any TrainingModeDependent }
  }
}
