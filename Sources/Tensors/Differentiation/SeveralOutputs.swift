/// The gradients of an operation's inputs, nil where none flows or `needed` is false, from those of
/// its outputs, nil where none has come.
typealias JointGradients = (_ gradients: [Tensor?], _ needed: [Bool]) -> [Tensor?]

extension Tensor {
  /// These results of one operation on `inputs`, with the formula of their gradients, which takes
  /// those of all results at once.
  static func differentiable(
    _ results: [Tensor], _ inputs: [Tensor?], _ jointGradients: @escaping JointGradients
  ) -> [Tensor] {
    guard inputs.contains(where: { $0?.isRecorded == true }) else { return results }
    let operation = JointNode(results.count, inputs.map { $0?.node }, jointGradients)
    return results.enumerated().map { index, result in
      Tensor(result.data, node: OutputNode(index, of: operation))
    }
  }
}

/// An operation with several outputs, which are nodes of their own.
private final class JointNode: GradientNode, @unchecked Sendable {
  private var nodes: [GradientNode?]
  private var jointGradients: JointGradients?
  /// What has come in the running pass, for each output.
  private var gradients: [Tensor?]

  init(_ outputs: Int, _ nodes: [GradientNode?], _ jointGradients: @escaping JointGradients) {
    self.nodes = nodes
    self.jointGradients = jointGradients
    gradients = Array(repeating: nil, count: outputs)
    super.init()
  }

  override func forEachInput(_ body: (GradientNode) -> Void) {
    for case let node? in nodes { body(node) }
  }

  override var isReleased: Bool { jointGradients == nil }

  func collect(_ gradient: Tensor, of output: Int, in pass: Backpropagation) {
    // The sum that usually waits in a node only says here that gradients have come.
    if gradients.allSatisfy({ $0 == nil }) { pass.accumulate(Tensor(0), in: self) }
    gradients[output] = gradient
  }

  override func propagate(_: Tensor, in pass: Backpropagation) {
    guard let jointGradients else { reportReleased() }
    let collected = exchange(&gradients, with: Array(repeating: nil, count: gradients.count))
    let needed = nodes.map { node in node.map(pass.wants) ?? false }
    for (node, gradient) in zip(nodes, jointGradients(collected, needed)) {
      if let node, let gradient, pass.wants(node) { pass.accumulate(gradient, in: node) }
    }
  }

  override func release() {
    super.release()
    nodes = []
    jointGradients = nil
  }

  deinit {
    if jointGradients != nil {
      DeferredRelease.release((exchange(&nodes, with: []), jointGradients.take()))
    }
  }
}

/// One of the outputs of an operation.
private final class OutputNode: GradientNode, @unchecked Sendable {
  private let index: Int
  private let operation: JointNode

  init(_ index: Int, of operation: JointNode) {
    self.index = index
    self.operation = operation
    super.init()
  }

  override func forEachInput(_ body: (GradientNode) -> Void) { body(operation) }

  override func propagate(_ gradient: Tensor, in pass: Backpropagation) {
    if pass.wants(operation) { operation.collect(gradient, of: index, in: pass) }
  }
}
