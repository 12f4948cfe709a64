import Synchronization

/// One pass backwards through a graph.
///
/// A node passes its gradient on when all that depends on it has done so. Since a node's number is
/// higher than those of its inputs, that holds for the waiting node with the highest number.
final class Backpropagation {
  /// Whether the pass is recorded, so that its gradients can be differentiated.
  let createsGraph: Bool
  private let retainsGraph: Bool
  /// Whether only the gradients of some nodes are asked for; otherwise the leaves accumulate theirs.
  let hasTargets: Bool
  private let number: UInt64
  /// Nodes up to this number may be those of several passes at the same time.
  private let newestSharedNode = ParallelRegion.newestSharedNode
  private var found: [ObjectIdentifier: Tensor] = [:]
  private var waiting: [GradientNode] = []

  /// The number of passes so far.
  private static let passes = Atomic<UInt64>(0)
  /// Passes use space in the nodes, so there is one at a time, except where graphs are known to be
  /// separate.
  private static let turn = Mutex(())

  private init(_ number: UInt64, hasTargets: Bool, createsGraph: Bool, retainsGraph: Bool) {
    self.number = number
    self.hasTargets = hasTargets
    self.createsGraph = createsGraph
    self.retainsGraph = retainsGraph
  }

  /// Runs from `root`, whose gradient is `gradient`.
  ///
  /// - Returns: The gradients of `targets`, which leaves don't accumulate then.
  static func run(
    from root: GradientNode, gradient: Tensor, to targets: [GradientNode]? = nil,
    createsGraph: Bool, retainsGraph: Bool
  ) -> [ObjectIdentifier: Tensor] {
    let pass = Backpropagation(
      passes.wrappingAdd(1, ordering: .relaxed).newValue, hasTargets: targets != nil,
      createsGraph: createsGraph, retainsGraph: retainsGraph)
    func found() -> [ObjectIdentifier: Tensor] {
      if let targets { pass.markPaths(from: root, to: targets) }
      return pass.run(from: root, gradient: gradient)
    }
    return pass.newestSharedNode == nil ? turn.withLock { _ in found() } : found()
  }

  private func run(from root: GradientNode, gradient: Tensor) -> [ObjectIdentifier: Tensor] {
    guard wants(root) else { return [:] }
    accumulate(gradient, in: root)
    withGradientsOff(!createsGraph) { drain() }
    return found
  }

  private func drain() {
    while let node = popHighest() {
      guard let gradient = node.pending.take() else { continue }
      if hasTargets, mark(of: node).isTarget {
        found[ObjectIdentifier(node)] = gradient
        // Paths end here.
        if node.isReleased { continue }
      }
      node.propagate(gradient, in: self)
      if !retainsGraph { node.release() }
    }
  }

  // MARK: The paths to the targets

  /// Whether the gradient of what `node` computed matters.
  @inline(__always)
  func wants(_ node: GradientNode) -> Bool { !hasTargets || mark(of: node).isOnPath }

  @inline(__always)
  private func mark(of node: GradientNode) -> PassMark {
    node.markedBy == number ? node.mark : .none
  }

  private func set(_ mark: PassMark, on node: GradientNode) {
    node.markedBy = number
    node.mark = mark
  }

  /// Marks the nodes on paths from `root` to `targets`.
  private func markPaths(from root: GradientNode, to targets: [GradientNode]) {
    for target in targets { set(.target, on: target) }
    // A node that was made before the first target does not depend on any.
    let first = targets.map(\.number).min() ?? .max
    // The root keeps all of these alive.
    var path = [Unmanaged.passUnretained(root)]
    while let node = path.last?._withUnsafeGuaranteedRef({ $0 }) {
      guard node.number >= first else {
        path.removeLast()
        continue
      }
      switch mark(of: node) {
      case .none, .target:
        let isTarget = mark(of: node) == .target
        // Where a released node led to, nobody knows; from the first target, it is to no other.
        if node.isReleased, !isTarget || node.number > first { node.reportReleased() }
        set(isTarget ? .visitedTarget : .visited, on: node)
        node.forEachInput { path.append(.passUnretained($0)) }
      case .visited:
        // By now, all that the node depends on is marked.
        path.removeLast()
        node.forEachInput { input in
          if mark(of: input).isOnPath { set(.onPath, on: node) }
        }
      case .onPath, .visitedTarget: path.removeLast()
      }
    }
  }

  /// Adds a contribution to the gradient of what `node` computed.
  func accumulate(_ gradient: Tensor, in node: GradientNode) {
    if let newestSharedNode, node.number <= newestSharedNode { ParallelRegion.reportShared() }
    if var sum = node.pending {
      node.pending = nil
      add(gradient, to: &sum)
      node.pending = sum
    } else {
      node.pending = gradient
      push(node)
    }
  }

  func add(_ gradient: Tensor, to sum: inout Tensor) {
    if createsGraph {
      sum = sum + gradient
    } else {
      sum.add(gradient)
    }
  }

  // MARK: The waiting nodes, as a binary heap

  private func push(_ node: GradientNode) {
    waiting.append(node)
    var child = waiting.count - 1
    while child > 0, waiting[child].number > waiting[(child - 1) / 2].number {
      waiting.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  private func popHighest() -> GradientNode? {
    guard let last = waiting.popLast() else { return nil }
    guard let highest = waiting.first else { return last }
    waiting[0] = last
    var parent = 0
    while true {
      var child = 2 * parent + 1
      guard child < waiting.count else { break }
      if child + 1 < waiting.count, waiting[child + 1].number > waiting[child].number { child += 1 }
      guard waiting[child].number > waiting[parent].number else { break }
      waiting.swapAt(child, parent)
      parent = child
    }
    return highest
  }
}

extension Tensor {
  /// Differentiates this result and adds the gradients to those of the parameters that it depends
  /// on, in ``Parameter/grad``.
  ///
  /// - Parameters:
  ///   - gradient: The gradient of this tensor, of its shape; 1 for a scalar if nil.
  ///   - retainGraph: Whether the result can be differentiated again.
  public func backward(gradient: Tensor? = nil, retainGraph: Bool = false) {
    guard let node else {
      fatalError("backward: no gradient flows through this tensor; it depends on no parameter")
    }
    _ = Backpropagation.run(
      from: node, gradient: seed(gradient, "backward"), createsGraph: false,
      retainsGraph: retainGraph)
  }

  fileprivate func seed(_ gradient: Tensor?, _ operation: String) -> Tensor {
    guard let gradient else {
      guard count == 1 else {
        shapeError(
          "\(operation): shape \(shape) is not a scalar's; give the gradient of the result")
      }
      return .full(shape, 1)
    }
    gradient.requireDType(.float32, operation)
    guard gradient.shape == shape else {
      shapeError("\(operation): gradient \(gradient.shape) for a result of shape \(shape)")
    }
    return gradient
  }

  /// This tensor as a variable that gradients can be asked of:
  ///
  ///     let x = Tensor(3).requiringGradient()
  ///     gradient(of: x * x, withRespectTo: x)  // 6.0
  public func requiringGradient() -> Tensor {
    requireDType(.float32, "requiringGradient")
    return Tensor(data, node: LeafNode())
  }

  /// This tensor as a constant: no gradient flows through it.
  public func detached() -> Tensor { Tensor(data) }

  /// This tensor as the value of a parameter, whose gradient `leaf` accumulates.
  package func attached(to leaf: LeafNode?) -> Tensor { Tensor(data, node: leaf) }
}

/// The gradients of `result` with respect to `inputs`, as `torch.autograd.grad`; 0 where it doesn't
/// depend on an input.
///
/// - Parameters:
///   - inputs: Variables or intermediate results that `result` was computed from.
///   - gradient: The gradient of `result`, of its shape; 1 for a scalar if nil.
///   - createGraph: Whether the gradients can be differentiated themselves, as a gradient penalty
///     needs it. Keeps the graph of `result` too.
///   - retainGraph: Whether `result` can be differentiated again.
public func gradients(
  of result: Tensor, withRespectTo inputs: [Tensor], gradient: Tensor? = nil,
  createGraph: Bool = false, retainGraph: Bool = false
) -> [Tensor] {
  let targets = inputs.map { input in
    guard let node = input.node else {
      fatalError("gradients: no gradient flows through an input; make it by requiringGradient()")
    }
    return node
  }
  let seed = result.seed(gradient, "gradients")
  guard let node = result.node else { return inputs.map { .zeros($0.shape) } }
  let found = Backpropagation.run(
    from: node, gradient: seed, to: targets, createsGraph: createGraph,
    retainsGraph: createGraph || retainGraph)
  return zip(inputs, targets).map { found[ObjectIdentifier($1)] ?? .zeros($0.shape) }
}

/// The gradient of `result` with respect to one input; see
/// ``gradients(of:withRespectTo:gradient:createGraph:retainGraph:)``.
public func gradient(
  of result: Tensor, withRespectTo input: Tensor, gradient: Tensor? = nil,
  createGraph: Bool = false, retainGraph: Bool = false
) -> Tensor {
  gradients(
    of: result, withRespectTo: [input], gradient: gradient, createGraph: createGraph,
    retainGraph: retainGraph)[0]
}
