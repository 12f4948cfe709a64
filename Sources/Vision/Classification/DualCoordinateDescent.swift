import Tensors

/// Finds the weights of the examples for one class, in the dual problem of a support vector machine: one
/// after the other, in random order, each as far as is best.
///
/// Source: Hsieh, Chang, Lin, Keerthi and Sundararajan, "A Dual Coordinate Descent Method for Large-scale
/// Linear SVM" (2008).
protocol DualCoordinateDescent {
  /// 1 for the examples of the class, −1 for all others.
  var signs: [Double] { get }
  /// The largest weight of an example.
  var limit: Double { get }

  /// Changes the weights of all examples once.
  ///
  /// - Returns: The range of what the examples could have gained, by their gradients.
  mutating func pass(_ order: [Int]) -> Double
}

extension DualCoordinateDescent {
  mutating func run(tolerance: Double, maximumPasses: Int) {
    var generator = SeededRandomNumberGenerator(seed: RandomKey.next())
    var order = Array(signs.indices)
    for _ in 0..<maximumPasses {
      order.shuffle(using: &generator)
      if pass(order) <= tolerance { return }
    }
  }

  /// The part of a gradient that a weight can follow, between 0 and the limit.
  func usableGradient(_ gradient: Double, at weight: Double) -> Double {
    weight <= 0 ? min(gradient, 0) : weight >= limit ? max(gradient, 0) : gradient
  }
}
