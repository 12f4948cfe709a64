import Tensors

/// A support vector machine with the kernel exp(−γ ‖a − b‖²), radial basis functions: for each class a
/// surface that separates it from all others.
///
/// The bias is part of the kernel, which has 1 added to it, as in ``LinearSVM``.
///
/// Source: Boser, Guyon and Vapnik, "A Training Algorithm for Optimal Margin Classifiers" (1992).
public struct KernelSVM: Sendable {
  public let gamma: Double
  /// The examples that the surfaces rest on, `[count, features]`.
  public let supports: Tensor
  /// What each of them counts for each class, `[classes, count]`.
  public let coefficients: Tensor

  /// Finds the surfaces by changing the weight of one example after the other, in random order, each as
  /// far as is best. The kernel of all pairs is worked out at first, and takes memory.
  ///
  /// Cost: that of the kernel; for each class and each change of a weight, a multiplication and an
  /// addition for each example.
  ///
  /// - Parameters:
  ///   - features: `[count, features]`.
  ///   - labels: `[count]`, of ``DType/int32``.
  ///   - c: What losses count against the width of the margin.
  ///   - tolerance: The passes end when what could still be gained by any example is this small.
  public init(
    _ features: Tensor, _ labels: Tensor, classes: Int, c: Double = 1, gamma: Double,
    tolerance: Double = 0.001, maximumPasses: Int = 1000
  ) {
    let labels = checkedLabels(features, labels, classes, "KernelSVM")
    guard c > 0, gamma > 0 else { shapeError("KernelSVM: C of \(c), γ of \(gamma)") }
    let features = features.detached()
    let kernel = Self.kernel(features, features, gamma: gamma)
    let multipliers = kernel.withUnsafeScalars { kernel in
      (0..<classes).map { label in
        var solver = KernelCoordinateDescent(
          kernel, labels.map { $0 == label ? 1 : -1 }, limit: c)
        solver.run(tolerance: tolerance, maximumPasses: maximumPasses)
        return solver.signedMultipliers
      }
    }
    let used = labels.indices.filter { index in multipliers.contains { $0[index] != 0 } }
    self.gamma = gamma
    supports = features.selected(Tensor(used.map(Int32.init)))
    coefficients = Tensor(
      multipliers.flatMap { multipliers in used.map { Float(multipliers[$0]) } },
      shape: [classes, used.count])
  }

  /// How far each example lies on each class's side, `[count, features]` → `[count, classes]`.
  ///
  /// Cost: the kernel of each example with each support, and for each class a sum of as many products.
  public func scores(_ features: Tensor) -> Tensor {
    matmul(Self.kernel(features, supports, gamma: gamma), coefficients.transposed())
  }

  /// The class of the largest score, `[count]`.
  public func predictions(_ features: Tensor) -> Tensor { scores(features).argmax(dim: 1) }

  /// exp(−γ ‖a − b‖²) + 1 for each pair, `[n, features]` and `[m, features]` → `[n, m]`.
  private static func kernel(_ a: Tensor, _ b: Tensor, gamma: Double) -> Tensor {
    let squares = (a * a).sum(dim: 1).unsqueezed(1) + (b * b).sum(dim: 1).unsqueezed(0)
    let distances = squares - matmul(a, b.transposed()) * 2
    return exp(clamp(distances, min: 0) * Float(-gamma)) + 1
  }
}

/// Finds the weights of the examples for one class.
private struct KernelCoordinateDescent: DualCoordinateDescent {
  /// `[count, count]`.
  private let kernel: UnsafeBufferPointer<Float>
  let signs: [Double]
  let limit: Double
  private var multipliers: [Double]
  /// Of the examples, by the weights so far.
  private var scores: [Double]

  init(_ kernel: UnsafeBufferPointer<Float>, _ signs: [Double], limit: Double) {
    self.kernel = kernel
    self.signs = signs
    self.limit = limit
    multipliers = [Double](repeating: 0, count: signs.count)
    scores = multipliers
  }

  var signedMultipliers: [Double] { zip(multipliers, signs).map { $0 * $1 } }

  mutating func pass(_ order: [Int]) -> Double {
    var (lowest, highest) = (Double.infinity, -Double.infinity)
    var changes = 0
    for index in order {
      let multiplier = multipliers[index]
      let gradient = signs[index] * scores[index] - 1
      let usable = usableGradient(gradient, at: multiplier)
      lowest = min(lowest, usable)
      highest = max(highest, usable)
      guard abs(usable) > 1e-12 else { continue }
      changes += 1
      let count = signs.count
      let row = UnsafeBufferPointer(rebasing: kernel[index * count..<(index + 1) * count])
      let changed = min(max(multiplier - gradient / Double(row[index]), 0), limit)
      multipliers[index] = changed
      let step = (changed - multiplier) * signs[index]
      scores.withUnsafeMutableBufferPointer { scores in
        for i in 0..<count { scores[i] += step * Double(row[i]) }
      }
    }
    OperationCounter.report(
      OperationCount(multiplications: 1, additions: 1, comparisons: 4) * order.count
        + OperationCount(
          multiplications: signs.count + 1, additions: signs.count + 2, comparisons: 2,
          divisions: 1) * changes)
    return order.isEmpty ? 0 : highest - lowest
  }
}
