/// A module that behaves otherwise in training: dropout, batch normalisation.
public protocol TrainingModeDependent: AnyObject {
  var isTraining: Bool { get set }
}

extension Module {
  /// Switches this module and all below it to training, as a new module is.
  public func train() { setTraining(true) }

  /// Switches this module and all below it to inference.
  public func eval() { setTraining(false) }

  private func setTraining(_ isTraining: Bool) {
    for (_, module) in namedModules {
      (module as? any TrainingModeDependent)?.isTraining = isTraining
    }
  }
}
