import Tensors

/// An estimate of the inverse of a Hessian, by the steps that were taken lately and by how much the
/// gradient changed with each.
struct InverseHessian {
  private struct Update {
    let step, gradientChange: Tensor
    /// 1 over the product of both.
    let scale: Double
  }

  private let historySize: Int
  private var updates: [Update] = []
  /// What the estimate is without updates, a multiple of the identity.
  private var diagonal = 1.0

  init(historySize: Int) { self.historySize = historySize }

  /// Learns from a step, unless the curvature along it is not positive.
  mutating func add(step: Tensor, gradientChange: Tensor) {
    let curvature = innerProduct(gradientChange, step)
    guard curvature > 1e-10 else { return }
    if updates.count == historySize { updates.removeFirst() }
    updates.append(Update(step: step, gradientChange: gradientChange, scale: 1 / curvature))
    diagonal = curvature / innerProduct(gradientChange, gradientChange)
  }

  /// The estimate times a vector: the two loops of Nocedal, "Updating Quasi-Newton Matrices with Limited
  /// Storage" (1980).
  func applied(to vector: Tensor) -> Tensor {
    var vector = vector
    var factors: [Double] = []
    for update in updates.reversed() {
      let factor = innerProduct(update.step, vector) * update.scale
      vector -= update.gradientChange * Float(factor)
      factors.append(factor)
    }
    vector *= Float(diagonal)
    for (update, factor) in zip(updates, factors.reversed()) {
      let other = innerProduct(update.gradientChange, vector) * update.scale
      vector += update.step * Float(factor - other)
    }
    return vector
  }
}

/// The inner product of two vectors.
func innerProduct(_ a: Tensor, _ b: Tensor) -> Double { Double((a * b).sum().scalar) }
