/// A relu.
private final class RectifierNode: UnaryNode, @unchecked Sendable {}

/// An operation on the result of a relu, which it looks through: as long as nobody else holds that
/// result, gradients go straight to what the relu was applied to, and the result itself, with the
/// relu's pass backwards, is not needed.
private final class ThroughReluNode: UnaryNode, @unchecked Sendable {
  private weak var rectifier: RectifierNode?
  private var rectifierGradient: InputGradient?

  init(
    output: TensorData, _ rectifier: RectifierNode, _ rectifierGradient: InputGradient,
    _ input: GradientNode, _ inputGradient: InputGradient
  ) {
    self.rectifier = rectifier
    self.rectifierGradient = rectifierGradient
    super.init(output: output, input, inputGradient)
  }

  override func forEachInput(_ body: (GradientNode) -> Void) {
    if let rectifier { body(rectifier) } else { super.forEachInput(body) }
  }

  override func propagate(_ gradient: Tensor, in pass: Backpropagation) {
    guard let rectifier, let rectifierGradient else {
      return super.propagate(gradient, in: pass)
    }
    propagate(gradient, to: rectifier, by: rectifierGradient, in: pass)
  }

  override func release() {
    super.release()
    rectifierGradient = nil
  }
}

extension Tensor {
  /// This result of a relu of `x`, with the formula of its gradient.
  @inline(__always)
  func rectifying(
    _ x: Tensor, _ inputGradient: @escaping (_ gradient: Tensor, _ output: Tensor) -> Tensor
  ) -> Tensor {
    guard x.isRecorded, let input = x.node else { return self }
    return Tensor(
      data, node: RectifierNode(output: data, input, .ofGradientAndOutput(inputGradient)))
  }

  /// This result of an operation on `x`, with the formula of its gradient, and that of the gradient of
  /// what `x` is the relu of, if it is.
  func differentiable(
    _ x: Tensor, _ inputGradient: @escaping (_ gradient: Tensor) -> Tensor,
    throughRelu: @escaping (_ gradient: Tensor, _ output: Tensor) -> Tensor
  ) -> Tensor {
    guard x.isRecorded, let rectifier = x.node as? RectifierNode, let input = rectifier.input else {
      return differentiable(x, inputGradient)
    }
    return Tensor(
      data,
      node: ThroughReluNode(
        output: data, rectifier, .ofGradient(inputGradient), input,
        .ofGradientAndOutput(throughRelu)))
  }
}
