internal import CKernels

/// A loss of each element of a prediction and the same element of its target, summed up in the same
/// operation.
struct PairwiseLoss {
  /// A partial derivative of the loss, from operations that can be differentiated again.
  typealias Derivative = (_ x: Tensor, _ target: Tensor) -> Tensor

  private let name: String
  private let cost: OperationCount
  private let kernel: kernels_loss
  private let gradientKernel: kernels_loss_gradient
  private let parameter: Float
  private let derivative, targetDerivative: Derivative

  /// - Parameters:
  ///   - cost: What the loss of one element costs.
  ///   - parameter: What the kernels take as such.
  ///   - targetDerivative: That by the target; the opposite of the one by the prediction if nil.
  ///   - derivative: That by the prediction.
  init(
    _ name: String, _ cost: OperationCount, _ kernel: @escaping kernels_loss,
    _ gradientKernel: @escaping kernels_loss_gradient, parameter: Float = 0,
    targetDerivative: Derivative? = nil, derivative: @escaping Derivative
  ) {
    self.name = name
    self.cost = cost
    self.kernel = kernel
    self.gradientKernel = gradientKernel
    self.parameter = parameter
    self.derivative = derivative
    self.targetDerivative = targetDerivative ?? { -derivative($0, $1) }
  }

  /// The losses of `x` against `target`, times `weight`, reduced.
  func callAsFunction(
    _ x: Tensor, _ target: Tensor, weight: Tensor?, _ reduction: Reduction
  ) -> Tensor {
    guard weight != nil else { return self(x, target, reduction) }
    return reduction(self(x, target, .none).weighted(by: weight, of: name))
  }

  func callAsFunction(_ x: Tensor, _ target: Tensor, _ reduction: Reduction) -> Tensor {
    x.requireDType(.float32, name)
    target.requireDType(.float32, name)
    requireSameShape(x, target, of: name)
    OperationCounter.report(
      cost * x.count + OperationCount(additions: reduction == .none ? 0 : x.count))
    guard !x.isMeta, !target.isMeta else { return .meta(reduction == .none ? x.shape : []) }
    return reduced(x, target, reduction).differentiable(
      x,
      { gradient in
        guard !(gradient.isRecorded || x.isRecorded || target.isRecorded) else {
          return gradient * reduction.scale(x.count) * derivative(x, target)
        }
        return fusedGradient(x, target, gradient, reduction)
      }, target,
      { gradient in gradient * reduction.scale(x.count) * targetDerivative(x, target) })
  }

  private func reduced(_ x: Tensor, _ target: Tensor, _ reduction: Reduction) -> Tensor {
    let (source, truth) = (x.data.contiguous, target.data.contiguous)
    let losses = Tensor.uninitialized(x.shape)
    kernel(parameter, source.floats, truth.floats, losses.floats, x.count)
    withExtendedLifetime((source, truth)) {}
    guard reduction != .none else { return losses }
    return Tensor(reduction.total(losses))
  }

  private func fusedGradient(
    _ x: Tensor, _ target: Tensor, _ gradient: Tensor, _ reduction: Reduction
  ) -> Tensor {
    let (source, truth) = (x.data.contiguous, target.data.contiguous)
    let outer = gradient.data.contiguous
    let result = Tensor.uninitialized(x.shape)
    gradientKernel(
      parameter, source.floats, truth.floats, reduction.scale(x.count), outer.floats,
      reduction == .none ? 1 : 0, result.floats, x.count)
    withExtendedLifetime((source, truth, outer)) {}
    return result
  }
}

func requireSameShape(_ x: Tensor, _ target: Tensor, of loss: String) {
  guard x.shape == target.shape else {
    shapeError("\(loss): input \(x.shape) and target \(target.shape), expected the same shape")
  }
}

extension Tensor {
  /// These losses times a weight, if there is one, which broadcasts to their shape.
  func weighted(by weight: Tensor?, of loss: String) -> Tensor {
    guard let weight else { return self }
    guard Broadcast(shape, weight.shape, "\(loss): weight").shape == shape else {
      shapeError("\(loss): weight \(weight.shape) is larger than the losses, \(shape)")
    }
    return self * weight
  }
}

extension Reduction {
  /// The sum or the mean of contiguous losses; not recorded.
  func total(_ losses: Tensor) -> Float {
    let sum = kernels_sum_array(losses.floats, losses.count)
    return Float(self == .mean ? sum / Double(losses.count) : sum)
  }
}
