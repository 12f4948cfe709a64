import Tensors

/// A support vector machine without kernel: for each class a plane that separates it from all others.
///
/// What is minimised for a class is ½‖w‖² + C Σ loss(yᵢ · w·xᵢ), where yᵢ is 1 for its members and −1 for
/// the others. The bias is the weight of a feature that is always 1, so that it is part of w, as in
/// liblinear and scikit-learn's `LinearSVC`.
public struct LinearSVM: Sendable {
  public enum Loss: Hashable, Sendable {
    /// max(1 − y · w·x, 0).
    case hinge
    /// Its square.
    case squaredHinge
  }

  /// `[classes, features]`.
  public let weights: Tensor
  /// `[classes]`.
  public let bias: Tensor

  public init(weights: Tensor, bias: Tensor) {
    guard weights.rank == 2, bias.shape == [weights.shape[0]] else {
      shapeError("LinearSVM: weights \(weights.shape), bias \(bias.shape)")
    }
    self.weights = weights
    self.bias = bias
  }

  /// How far each example lies on each class's side of its plane, `[count, features]` → `[count,
  /// classes]`.
  public func scores(_ features: Tensor) -> Tensor { linear(features, weights, bias) }

  /// The class of the largest score, `[count]`.
  public func predictions(_ features: Tensor) -> Tensor { scores(features).argmax(dim: 1) }
}

// MARK: Dual coordinate descent

extension LinearSVM {
  /// Finds the planes by changing the weight of one example after the other, in random order, each as
  /// far as is best.
  ///
  /// Cost for each example, pass and class: what w·x takes, and as much again where the weight changes.
  ///
  /// Source: Hsieh et al., "A Dual Coordinate Descent Method for Large-scale Linear SVM" (2008),
  /// algorithm 1; as in liblinear, but without its shrinking.
  ///
  /// - Parameters:
  ///   - features: `[count, features]`.
  ///   - labels: `[count]`, of ``DType/int32``.
  ///   - c: What losses count against the width of the margin.
  ///   - tolerance: The passes end when what could still be gained by any example is this small.
  public static func dualCoordinateDescent(
    _ features: Tensor, _ labels: Tensor, classes: Int, c: Double = 1, loss: Loss = .hinge,
    tolerance: Double = 0.01, maximumPasses: Int = 1000
  ) -> LinearSVM {
    let labels = checkedLabels(features, labels, classes, "LinearSVM")
    let dimensions = features.shape[1]
    let solutions = features.detached().withUnsafeScalars { rows in
      (0..<classes).map { label in
        var solver = LinearCoordinateDescent(
          rows, labels.map { $0 == label ? 1 : -1 }, dimensions: dimensions, c: c, loss: loss)
        solver.run(tolerance: tolerance, maximumPasses: maximumPasses)
        return solver.weights
      }
    }
    return LinearSVM(
      weights: Tensor(
        solutions.flatMap { $0.dropLast().map(Float.init) }, shape: [classes, dimensions]),
      bias: Tensor(solutions.map { Float($0[dimensions]) }))
  }
}

/// The labels of examples, checked.
func checkedLabels(_ features: Tensor, _ labels: Tensor, _ classes: Int, _ operation: String)
  -> [Int]
{
  guard features.rank == 2, labels.shape == [features.shape[0]] else {
    shapeError(
      "\(operation): features \(features.shape) with labels \(labels.shape), expected [count, "
        + "features] and [count]")
  }
  let numbers = labels.int32Scalars.map { Int($0) }
  if let wrong = numbers.first(where: { !(0..<classes ~= $0) }) {
    shapeError("\(operation): label \(wrong), expected 0 to \(classes - 1)")
  }
  return numbers
}

/// Finds the plane of one class.
private struct LinearCoordinateDescent: DualCoordinateDescent {
  private let rows: UnsafeBufferPointer<Float>
  let signs: [Double]
  private let dimensions: Int
  /// What is added to the diagonal of the dual's matrix.
  private let diagonal: Double
  let limit: Double
  /// The length of each example, squared.
  private let squares: [Double]
  private var multipliers: [Double]
  /// The last one is the bias.
  private(set) var weights: [Double]

  /// - Parameter rows: The features of the examples, one after the other.
  init(
    _ rows: UnsafeBufferPointer<Float>, _ signs: [Double], dimensions: Int, c: Double,
    loss: LinearSVM.Loss
  ) {
    self.rows = rows
    self.signs = signs
    self.dimensions = dimensions
    diagonal = loss == .hinge ? 0 : 1 / (2 * c)
    limit = loss == .hinge ? c : .infinity
    squares = signs.indices.map { index in
      let row = UnsafeBufferPointer(rebasing: rows[index * dimensions..<(index + 1) * dimensions])
      return row.reduce(1) { $0 + Double($1) * Double($1) }
    }
    multipliers = [Double](repeating: 0, count: signs.count)
    weights = [Double](repeating: 0, count: dimensions + 1)
    OperationCounter.report(
      OperationCount(multiplications: dimensions, additions: dimensions) * signs.count)
  }

  mutating func pass(_ order: [Int]) -> Double {
    var (lowest, highest) = (Double.infinity, -Double.infinity)
    var changes = 0
    for index in order {
      let row = UnsafeBufferPointer(rebasing: rows[index * dimensions..<(index + 1) * dimensions])
      let multiplier = multipliers[index]
      let score = weights.withUnsafeBufferPointer { dot($0, row) } + weights[dimensions]
      let gradient = signs[index] * score - 1 + diagonal * multiplier
      let usable = usableGradient(gradient, at: multiplier)
      lowest = min(lowest, usable)
      highest = max(highest, usable)
      guard abs(usable) > 1e-12 else { continue }
      changes += 1
      let changed = min(max(multiplier - gradient / (squares[index] + diagonal), 0), limit)
      multipliers[index] = changed
      let step = (changed - multiplier) * signs[index]
      weights.withUnsafeMutableBufferPointer { weights in
        for i in 0..<dimensions { weights[i] += step * Double(row[i]) }
      }
      weights[dimensions] += step
    }
    // The score takes as much as its features and one addition for the bias; the gradient three more.
    OperationCounter.report(
      OperationCount(multiplications: dimensions + 2, additions: dimensions + 2, comparisons: 4)
        * order.count
        + OperationCount(
          multiplications: dimensions + 1, additions: dimensions + 4, comparisons: 2, divisions: 1)
        * changes)
    return order.isEmpty ? 0 : highest - lowest
  }
}

/// The sum of products in eight lanes, in an order that the length alone decides.
private func dot(_ weights: UnsafeBufferPointer<Double>, _ row: UnsafeBufferPointer<Float>)
  -> Double
{
  var lanes = SIMD8<Double>.zero
  var index = 0
  while index + 8 <= row.count {
    var (a, b) = (SIMD8<Double>.zero, SIMD8<Double>.zero)
    for lane in 0..<8 {
      a[lane] = weights[index + lane]
      b[lane] = Double(row[index + lane])
    }
    lanes += a * b
    index += 8
  }
  var sum = lanes.sum()
  while index < row.count {
    sum += weights[index] * Double(row[index])
    index += 1
  }
  return sum
}

// MARK: Stochastic gradient descent

extension LinearSVM {
  /// Finds the planes by stochastic subgradients of the hinge loss, with steps 1 / (λ · number of the
  /// step). λ is 1 / (C · count) in terms of ``dualCoordinateDescent(_:_:classes:c:loss:tolerance:maximumPasses:)``.
  ///
  /// Cost for each step and class: twice what w·x takes for each example of the batch.
  ///
  /// Source: Shalev-Shwartz et al., "Pegasos: Primal Estimated sub-GrAdient SOlver for SVM" (2011), figure
  /// 2, without the projection.
  ///
  /// - Parameters:
  ///   - features: `[count, features]`.
  ///   - labels: `[count]`, of ``DType/int32``.
  ///   - steps: On a batch of examples drawn at random each.
  public static func pegasos(
    _ features: Tensor, _ labels: Tensor, classes: Int, lambda: Double, steps: Int,
    batchSize: Int = 1
  ) -> LinearSVM {
    let labels = checkedLabels(features, labels, classes, "LinearSVM")
    guard lambda > 0, batchSize > 0, !labels.isEmpty else {
      shapeError("LinearSVM: λ of \(lambda), batches of \(batchSize), \(labels.count) examples")
    }
    var generator = SeededRandomNumberGenerator(seed: RandomKey.next())
    var weights = Tensor.zeros([classes, features.shape[1]])
    var bias = Tensor.zeros([classes])
    noGrad {
      for step in 0..<steps {
        let picked = (0..<batchSize).map { _ in Int.random(in: labels.indices, using: &generator) }
        let batch = features.selected(Tensor(picked.map(Int32.init)))
        let members = Tensor.oneHot(Tensor(picked.map { Int32(labels[$0]) }), classes: classes)
        let signs = members * 2 - 1
        let isWrong = signs * linear(batch, weights, bias) .< 1
        let push = Tensor.where(isWrong, signs, .zeros([])) / Float(batchSize)
        let rate = 1 / (lambda * Double(step + 1))
        let decay = Float(1 - rate * lambda)
        weights = weights * decay + matmul(push.transposed(), batch) * Float(rate)
        bias = bias * decay + push.sum(dim: 0) * Float(rate)
      }
    }
    return LinearSVM(weights: weights, bias: bias)
  }
}
