import Tensors

/// L-BFGS: Newton's method with an estimate of the Hessian that the last gradients give.
///
/// A step computes the loss several times, so it gets the loss as a closure:
///
///     let optimizer = LBFGS([image], lineSearch: .strongWolfe)
///     for _ in 1...10 {
///       optimizer.step { styleLoss(image.value) }
///     }
///
/// An iteration goes from the parameters, taken as one vector, along −H g, where g is the gradient and H
/// the estimate of the Hessian's inverse from the last `historySize` iterations. It is for losses that
/// are the same each time they are computed: no batches, no dropout.
///
/// Source: Liu and Nocedal, "On the Limited Memory BFGS Method for Large Scale Optimization" (1989), in
/// the form of PyTorch's `LBFGS`.
public final class LBFGS {
  /// How far an iteration goes.
  public enum LineSearch: Hashable, Sendable {
    /// As far as the learning rate says: by the first iteration, no farther than makes the sum of all
    /// changes 1.
    case fixed
    /// To a point that fulfils the strong conditions of Wolfe.
    case strongWolfe
  }

  public let parameters: [Parameter]
  /// The length of an iteration in terms of −H g, or that which a line search begins with.
  public var learningRate: Double
  /// In a step.
  public let maximumIterations, maximumEvaluations: Int
  /// No element of the gradient is larger where the optimiser stops.
  public let gradientTolerance: Double
  /// The optimiser stops where neither the loss nor any parameter changes by more.
  public let changeTolerance: Double
  public let lineSearch: LineSearch
  /// How often the loss has been computed so far.
  public private(set) var evaluations = 0

  private var hessian: InverseHessian
  private var last: Iteration?

  /// What an iteration knew and did.
  private struct Iteration {
    let gradient, direction: Tensor
    /// The derivative of the loss along the direction.
    let slope: Double
    /// How far it went in terms of the direction.
    var length: Double
  }

  /// A loss and its gradient by all parameters as one vector.
  private typealias Evaluation = (loss: Double, gradient: Tensor)

  /// - Parameters:
  ///   - maximumEvaluations: By default, five for each four iterations.
  ///   - historySize: How many iterations the Hessian is estimated from.
  public init(
    _ parameters: [Parameter], learningRate: Double = 1, maximumIterations: Int = 20,
    maximumEvaluations: Int? = nil, gradientTolerance: Double = 1e-7,
    changeTolerance: Double = 1e-9, historySize: Int = 100, lineSearch: LineSearch = .fixed
  ) {
    require(
      maximumIterations > 0 && historySize > 0,
      "LBFGS: \(maximumIterations) iterations, a history of \(historySize)")
    var seen: Set<ObjectIdentifier> = []
    self.parameters = parameters.filter { seen.insert(ObjectIdentifier($0)).inserted }
    self.learningRate = learningRate
    self.maximumIterations = maximumIterations
    self.maximumEvaluations = maximumEvaluations ?? maximumIterations * 5 / 4
    self.gradientTolerance = gradientTolerance
    self.changeTolerance = changeTolerance
    self.lineSearch = lineSearch
    hessian = InverseHessian(historySize: historySize)
  }

  /// Changes the parameters so that the loss becomes smaller, by at most `maximumIterations`.
  ///
  /// - Parameter loss: Computes the loss, a scalar, of the parameters as they are; gradients are up to
  ///   the optimiser.
  /// - Returns: The loss before.
  @discardableResult
  public func step(_ loss: () -> Tensor) -> Double {
    let limit = evaluations + maximumEvaluations
    var current = evaluate(loss)
    let first = current.loss
    for number in 1...maximumIterations {
      guard largest(current.gradient) > gradientTolerance else { break }
      let iteration = nextIteration(current.gradient)
      guard iteration.slope <= -changeTolerance else { break }
      let before = current.loss
      switch lineSearch {
      case .fixed:
        move(to: position + iteration.direction * Float(iteration.length))
        // The next step begins by computing the loss.
        if number < maximumIterations { current = evaluate(loss) }
      case .strongWolfe:
        current = search(iteration, from: before, limit: limit - evaluations, loss)
      }
      let change = last!.length * largest(iteration.direction)
      if evaluations >= limit || change <= changeTolerance
        || abs(current.loss - before) < changeTolerance
      {
        break
      }
    }
    return first
  }

  /// Moves to the end of a line search. Returns what is known there.
  private func search(
    _ iteration: Iteration, from current: Double, limit: Int, _ loss: () -> Tensor
  ) -> Evaluation {
    let (start, direction) = (position, iteration.direction)
    let first = LinePoint(
      position: 0, loss: current, gradient: iteration.gradient, slope: iteration.slope)
    let found = withoutActuallyEscaping(loss) { loss in
      var search = WolfeSearch(
        from: first, resolution: changeTolerance / largest(direction), limit: limit
      ) { [self] length in
        move(to: start + direction * Float(length))
        let (value, gradient) = evaluate(loss)
        return LinePoint(
          position: length, loss: value, gradient: gradient,
          slope: innerProduct(gradient, direction))
      }
      return search.run(first: iteration.length)
    }
    last!.length = found.position
    move(to: start + direction * Float(found.position))
    return (found.loss, found.gradient)
  }

  /// Forgets the gradients of all parameters; ``step(_:)`` does so by itself.
  public func zeroGrad() {
    for parameter in parameters { parameter.grad = nil }
  }

  /// Where to go from here, after the last iteration has become part of the estimate.
  private func nextIteration(_ gradient: Tensor) -> Iteration {
    var length = learningRate
    if let last {
      hessian.add(
        step: last.direction * Float(last.length), gradientChange: gradient - last.gradient)
    } else {
      length *= min(1, 1 / Double(abs(gradient).sum().scalar))
    }
    let direction = hessian.applied(to: -gradient)
    let iteration = Iteration(
      gradient: gradient, direction: direction, slope: innerProduct(gradient, direction),
      length: length)
    last = iteration
    return iteration
  }

  private func evaluate(_ loss: () -> Tensor) -> Evaluation {
    evaluations += 1
    zeroGrad()
    let result = enableGrad(loss)
    result.backward()
    let gradients = parameters.map { $0.grad ?? .zeros($0.shape) }
    return (scalar(result), .concatenate(gradients.map { $0.detached().flattened() }))
  }

  // MARK: The parameters as one vector

  private var position: Tensor {
    .concatenate(parameters.map { $0.value.detached().flattened() })
  }

  private func move(to position: Tensor) {
    var start = 0
    for parameter in parameters {
      let end = start + parameter.shape.count
      parameter.value = position[start..<end].reshaped(to: parameter.shape)
      start = end
    }
  }
}

/// The largest magnitude of an element.
private func largest(_ vector: Tensor) -> Double { Double(abs(vector).max().scalar) }
