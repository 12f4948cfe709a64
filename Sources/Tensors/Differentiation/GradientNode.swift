import Synchronization

/// One operation in the graph that differentiation goes through backwards.
///
/// Nodes are numbered in the order in which they are made, so an operation has a higher number than
/// those that made its inputs. Subclasses differ in the number of inputs.
package class GradientNode: @unchecked Sendable {
  private static let numbers = Atomic<UInt64>(0)

  let number: UInt64
  /// The operation's output, if a formula needs it; without its node, which would be a reference to
  /// this very object.
  fileprivate(set) final var output: TensorData?
  /// The sum of the gradients that have arrived so far in the running pass.
  final var pending: Tensor?

  init(output: TensorData? = nil) {
    number = Self.numbers.wrappingAdd(1, ordering: .relaxed).newValue
    self.output = output
  }

  /// The nodes that made the operation's inputs, as far as gradients flow through them.
  var inputs: [GradientNode] { [] }

  /// Whether the operation has forgotten what it kept for its gradient, its inputs included.
  var isReleased: Bool { false }

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

  /// Hands the gradient of `input` to `pass` if it wants it.
  @inline(__always)
  final func propagate(
    _ gradient: Tensor, to input: GradientNode, by formula: InputGradient,
    in pass: Backpropagation
  ) {
    guard pass.wants(input) else { return }
    switch formula {
    case .ofGradient(let formula): pass.accumulate(formula(gradient), in: input)
    case .ofGradientAndOutput(let formula):
      pass.accumulate(formula(gradient, recordedOutput(in: pass)), in: input)
    }
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

  package init() { super.init() }

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

  override var inputs: [GradientNode] { input.map { [$0] } ?? [] }
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
    if input != nil { DeferredRelease.release { (input.take(), inputGradient.take()) } }
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

  override var inputs: [GradientNode] { [a, b].compactMap(\.self) }
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
      DeferredRelease.release { (a.take(), b.take(), aGradient.take(), bGradient.take()) }
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

  override var inputs: [GradientNode] { nodes.compactMap(\.self) }
  override var isReleased: Bool { inputGradients == nil }

  override func propagate(_ gradient: Tensor, in pass: Backpropagation) {
    let needed = nodes.map { node in node.map(pass.wants) ?? false }
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
      DeferredRelease.release { (exchange(&nodes, with: []), inputGradients.take()) }
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
