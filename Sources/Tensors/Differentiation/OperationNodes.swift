/// The gradient of an operation's input.
enum InputGradient {
  case ofGradient((_ gradient: Tensor) -> Tensor)
  /// From the gradient of the output and the output itself, which the graph keeps for that.
  case ofGradientAndOutput((_ gradient: Tensor, _ output: Tensor) -> Tensor)
}

/// An operation on one tensor.
class UnaryNode: GradientNode, @unchecked Sendable {
  private(set) final var input: GradientNode?
  private final var inputGradient: InputGradient?

  init(output: TensorData? = nil, _ input: GradientNode, _ inputGradient: InputGradient) {
    self.input = input
    self.inputGradient = inputGradient
    super.init(output: output)
  }

  override func forEachInput(_ body: (GradientNode) -> Void) {
    if let input { body(input) }
  }

  override var isReleased: Bool { input == nil }

  override func propagate(_ gradient: Tensor, in pass: Backpropagation) {
    guard let input, let inputGradient else { reportReleased() }
    propagate(gradient, to: input, by: inputGradient, in: pass)
  }

  override func release() {
    super.release()
    input = nil
    inputGradient = nil
  }

  deinit {
    if input != nil { DeferredRelease.release((input.take(), inputGradient.take())) }
  }
}

private final class BinaryNode: GradientNode, @unchecked Sendable {
  private var a, b: GradientNode?
  private var aGradient, bGradient: InputGradient?

  init(
    output: TensorData? = nil, _ a: GradientNode?, _ aGradient: InputGradient,
    _ b: GradientNode?, _ bGradient: InputGradient
  ) {
    self.a = a
    self.b = b
    self.aGradient = a == nil ? nil : aGradient
    self.bGradient = b == nil ? nil : bGradient
    super.init(output: output)
  }

  override func forEachInput(_ body: (GradientNode) -> Void) {
    if let a { body(a) }
    if let b { body(b) }
  }

  override var isReleased: Bool { a == nil && b == nil }

  override func propagate(_ gradient: Tensor, in pass: Backpropagation) {
    if isReleased { reportReleased() }
    if let a, let aGradient { propagate(gradient, to: a, by: aGradient, in: pass) }
    if let b, let bGradient { propagate(gradient, to: b, by: bGradient, in: pass) }
  }

  override func release() {
    super.release()
    a = nil
    b = nil
    aGradient = nil
    bGradient = nil
  }

  deinit {
    if a != nil || b != nil {
      DeferredRelease.release((a.take(), b.take(), aGradient.take(), bGradient.take()))
    }
  }
}

/// The gradients of an operation's inputs, nil where none flows or `needed` is false.
enum InputGradients {
  case ofGradient((_ gradient: Tensor, _ needed: [Bool]) -> [Tensor?])
  /// From the gradient of the output and the output itself, which the graph keeps for that.
  case ofGradientAndOutput(
    (_ gradient: Tensor, _ output: Tensor, _ needed: [Bool]) -> [Tensor?])
}

private final class VariadicNode: GradientNode, @unchecked Sendable {
  private var nodes: [GradientNode?]
  private var inputGradients: InputGradients?

  init(output: TensorData? = nil, _ nodes: [GradientNode?], _ inputGradients: InputGradients) {
    self.nodes = nodes
    self.inputGradients = inputGradients
    super.init(output: output)
  }

  override func forEachInput(_ body: (GradientNode) -> Void) {
    for case let node? in nodes { body(node) }
  }

  override var isReleased: Bool { inputGradients == nil }

  override func propagate(_ gradient: Tensor, in pass: Backpropagation) {
    let needed = nodes.map { node in node.map(pass.wants) ?? false }
    guard needed.contains(true) || isReleased else { return }
    for (node, gradient) in zip(nodes, gradients(gradient, needed, in: pass)) {
      if let node, let gradient, pass.wants(node) { pass.accumulate(gradient, in: node) }
    }
  }

  private func gradients(
    _ gradient: Tensor, _ needed: [Bool], in pass: Backpropagation
  ) -> [Tensor?] {
    switch inputGradients {
    case .ofGradient(let formula): formula(gradient, needed)
    case .ofGradientAndOutput(let formula): formula(gradient, recordedOutput(in: pass), needed)
    case nil: reportReleased()
    }
  }

  override func release() {
    super.release()
    nodes = []
    inputGradients = nil
  }

  deinit {
    if inputGradients != nil {
      DeferredRelease.release((exchange(&nodes, with: []), inputGradients.take()))
    }
  }
}

// MARK: - Recording

extension Tensor {
  /// This result of an operation on `x`, with the formula of its gradient.
  @inline(__always)
  func differentiable(_ x: Tensor, _ inputGradient: @escaping (Tensor) -> Tensor) -> Tensor {
    guard x.isRecorded, let input = x.node else { return self }
    return Tensor(data, node: UnaryNode(input, .ofGradient(inputGradient)))
  }

  /// The same with a formula that needs the output, which is kept for it.
  @inline(__always)
  func differentiable(
    _ x: Tensor, _ inputGradient: @escaping (_ gradient: Tensor, _ output: Tensor) -> Tensor
  ) -> Tensor {
    guard x.isRecorded, let input = x.node else { return self }
    return Tensor(data, node: UnaryNode(output: data, input, .ofGradientAndOutput(inputGradient)))
  }

  /// This result of an operation on `a` and `b`, with the formulas of their gradients.
  @inline(__always)
  func differentiable(
    _ a: Tensor, _ aGradient: @escaping (Tensor) -> Tensor,
    _ b: Tensor, _ bGradient: @escaping (Tensor) -> Tensor
  ) -> Tensor {
    guard a.isRecorded || b.isRecorded else { return self }
    return Tensor(
      data, node: BinaryNode(a.node, .ofGradient(aGradient), b.node, .ofGradient(bGradient)))
  }

  /// The same with formulas that need the output, which is kept for them.
  @inline(__always)
  func differentiable(
    _ a: Tensor, _ aGradient: @escaping (_ gradient: Tensor, _ output: Tensor) -> Tensor,
    _ b: Tensor, _ bGradient: @escaping (_ gradient: Tensor, _ output: Tensor) -> Tensor
  ) -> Tensor {
    guard a.isRecorded || b.isRecorded else { return self }
    return Tensor(
      data,
      node: BinaryNode(
        output: data, a.node, .ofGradientAndOutput(aGradient), b.node,
        .ofGradientAndOutput(bGradient)))
  }

  /// This result of an operation on `inputs`, with the formula of their gradients.
  func differentiable(
    _ inputs: [Tensor?],
    _ inputGradients: @escaping (_ gradient: Tensor, _ needed: [Bool]) -> [Tensor?]
  ) -> Tensor {
    guard inputs.contains(where: { $0?.isRecorded == true }) else { return self }
    return Tensor(
      data, node: VariadicNode(inputs.map { $0?.node }, .ofGradient(inputGradients)))
  }

  /// The same with a formula that needs the output, which is kept for it.
  func differentiable(
    _ inputs: [Tensor?],
    _ inputGradients:
      @escaping (
        _ gradient: Tensor, _ output: Tensor, _ needed: [Bool]
      ) -> [Tensor?]
  ) -> Tensor {
    guard inputs.contains(where: { $0?.isRecorded == true }) else { return self }
    return Tensor(
      data,
      node: VariadicNode(
        output: data, inputs.map { $0?.node }, .ofGradientAndOutput(inputGradients)))
  }
}
