import Synchronization

/// One operation in the graph that differentiation goes through backwards.
///
/// Nodes are numbered in the order in which they are made, so an operation has a higher number than
/// those that made its inputs. Subclasses differ in the number of inputs.
package class GradientNode: @unchecked Sendable {
  private static let numbers = Atomic<UInt64>(0)

  let number: UInt64
  /// The operation's output, without its node, which would be a reference to this very object.
  fileprivate(set) final var output: TensorData?
  /// The sum of the gradients that have arrived so far in the running pass.
  final var pending: Tensor?

  init(output: TensorData?) {
    number = Self.numbers.wrappingAdd(1, ordering: .relaxed).newValue
    self.output = output
  }

  /// Hands the gradients of the operation's inputs to `pass`, given that of its output.
  func propagate(_ gradient: Tensor, in pass: Backpropagation) {}

  /// Forgets what the operation kept for its gradient.
  func release() { output = nil }

  /// Ends the program: the graph was used before, and what it kept is gone.
  final func reportReleased() -> Never {
    fatalError(
      "backward: the graph of this result is gone, since it was differentiated before; "
        + "keep it by retainGraph: true")
  }

  /// The output as the gradient's formula sees it: part of the graph if that is differentiated too.
  fileprivate final func recordedOutput(in pass: Backpropagation) -> Tensor {
    guard let output else { reportReleased() }
    return Tensor(output, node: pass.createsGraph ? self : nil)
  }
}

/// A tensor that gradients are wanted of and that no operation made.
package final class LeafNode: GradientNode, @unchecked Sendable {
  /// The gradient, accumulated over passes.
  package var gradient: Tensor?

  package init() { super.init(output: nil) }

  override func propagate(_ gradient: Tensor, in pass: Backpropagation) {
    if var sum = self.gradient {
      self.gradient = nil
      pass.add(gradient, to: &sum)
      self.gradient = sum
    } else {
      self.gradient = gradient
    }
  }
}

/// The gradient of an operation's input: from that of its output, and the output itself.
typealias InputGradient = (_ gradient: Tensor, _ output: Tensor) -> Tensor

private final class UnaryNode: GradientNode, @unchecked Sendable {
  private var input: GradientNode?
  private var inputGradient: InputGradient?

  init(output: TensorData, _ input: GradientNode, _ inputGradient: @escaping InputGradient) {
    self.input = input
    self.inputGradient = inputGradient
    super.init(output: output)
  }

  override func propagate(_ gradient: Tensor, in pass: Backpropagation) {
    guard let input, let inputGradient else { reportReleased() }
    pass.accumulate(inputGradient(gradient, recordedOutput(in: pass)), in: input)
  }

  override func release() {
    super.release()
    input = nil
    inputGradient = nil
  }

  deinit {
    if input != nil { DeferredRelease.release { (input.take(), inputGradient.take()) } }
  }
}

private final class BinaryNode: GradientNode, @unchecked Sendable {
  private var a, b: GradientNode?
  private var aGradient, bGradient: InputGradient?

  init(
    output: TensorData, _ a: GradientNode?, _ aGradient: InputGradient?, _ b: GradientNode?,
    _ bGradient: InputGradient?
  ) {
    self.a = a
    self.b = b
    self.aGradient = aGradient
    self.bGradient = bGradient
    super.init(output: output)
  }

  override func propagate(_ gradient: Tensor, in pass: Backpropagation) {
    let output = recordedOutput(in: pass)
    if let a, let aGradient { pass.accumulate(aGradient(gradient, output), in: a) }
    if let b, let bGradient { pass.accumulate(bGradient(gradient, output), in: b) }
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
      DeferredRelease.release { (a.take(), b.take(), aGradient.take(), bGradient.take()) }
    }
  }
}

/// The gradients of an operation's inputs, nil where none flows or `needed` is false.
typealias InputGradients = (_ gradient: Tensor, _ output: Tensor, _ needed: [Bool]) -> [Tensor?]

private final class VariadicNode: GradientNode, @unchecked Sendable {
  private var inputs: [GradientNode?]
  private var inputGradients: InputGradients?

  init(
    output: TensorData, _ inputs: [GradientNode?], _ inputGradients: @escaping InputGradients
  ) {
    self.inputs = inputs
    self.inputGradients = inputGradients
    super.init(output: output)
  }

  override func propagate(_ gradient: Tensor, in pass: Backpropagation) {
    guard let inputGradients else { reportReleased() }
    let gradients = inputGradients(
      gradient, recordedOutput(in: pass), inputs.map { $0 != nil })
    for (input, gradient) in zip(inputs, gradients) {
      if let input, let gradient { pass.accumulate(gradient, in: input) }
    }
  }

  override func release() {
    super.release()
    inputs = []
    inputGradients = nil
  }

  deinit {
    if inputGradients != nil {
      DeferredRelease.release { (exchange(&inputs, with: []), inputGradients.take()) }
    }
  }
}

// MARK: - Recording

extension Tensor {
  /// This result of an operation on `x`, with the formula of its gradient.
  @inline(__always)
  func differentiable(
    _ x: Tensor, _ inputGradient: @escaping InputGradient
  ) -> Tensor {
    guard x.isRecorded, let input = x.node else { return self }
    return Tensor(data, node: UnaryNode(output: data, input, inputGradient))
  }

  /// This result of an operation on `a` and `b`, with the formulas of their gradients.
  @inline(__always)
  func differentiable(
    _ a: Tensor, _ aGradient: @escaping InputGradient,
    _ b: Tensor, _ bGradient: @escaping InputGradient
  ) -> Tensor {
    guard a.isRecorded || b.isRecorded else { return self }
    return Tensor(
      data,
      node: BinaryNode(
        output: data, a.node, a.node == nil ? nil : aGradient, b.node,
        b.node == nil ? nil : bGradient))
  }

  /// This result of an operation on `inputs`, with the formula of their gradients.
  ///
  /// - Parameter keepsOutput: Whether the formula uses the output; otherwise it gets a meta tensor,
  ///   and the graph does not keep the output alive.
  func differentiable(
    _ inputs: [Tensor?], keepsOutput: Bool = true, _ inputGradients: @escaping InputGradients
  ) -> Tensor {
    guard inputs.contains(where: { $0?.isRecorded == true }) else { return self }
    let output = keepsOutput ? data : TensorData(meta: shape)
    return Tensor(
      data, node: VariadicNode(output: output, inputs.map { $0?.node }, inputGradients))
  }
}

// MARK: - Release

/// Releases what nodes kept that nobody needs any more, one node after another: each keeps the nodes
/// of its inputs, and releasing a long graph by recursion would overflow the stack.
private enum DeferredRelease {
  private static let lock = Mutex(())
  // Unsafe, since what nodes keep can't be sent between threads; the lock guards both.
  nonisolated(unsafe) private static var waiting: [Any] = []
  nonisolated(unsafe) private static var isDraining = false

  /// - Parameter take: Takes from a node what it kept, so that nothing but the queue holds it.
  static func release(_ take: () -> Any) {
    let drains = lock.withLock { _ in
      waiting.append(take())
      defer { isDraining = true }
      return !isDraining
    }
    guard drains else { return }
    while releaseNext() {}
  }

  private static func releaseNext() -> Bool {
    var next: Any?
    lock.withLock { _ in
      next = waiting.popLast()
      isDraining = next != nil
    }
    // What this releases may come back here, so it happens outside of the lock.
    return next.take() != nil
  }
}
