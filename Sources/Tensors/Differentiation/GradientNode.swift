import Synchronization

/// One operation in the graph that differentiation goes through backwards.
///
/// Nodes are numbered in the order in which they are made, so an operation has a higher number than
/// those that made its inputs. Subclasses differ in the number of inputs.
package class GradientNode: @unchecked Sendable {
  private static let numbers = Atomic<UInt64>(0)

  /// The number of the node that was made last.
  static var newestNumber: UInt64 { numbers.load(ordering: .relaxed) }

  let number: UInt64
  /// The operation's output, if a formula needs it; without its node, which would be a reference to
  /// this very object.
  private(set) final var output: TensorData?
  /// The sum of the gradients that have arrived so far in the running pass.
  final var pending: Tensor?
  /// What the node is to the pass with the number `markedBy`.
  final var mark = PassMark.none
  final var markedBy: UInt64 = 0

  init(output: TensorData? = nil) {
    number = Self.numbers.wrappingAdd(1, ordering: .relaxed).newValue
    self.output = output
  }

  /// Calls `body` with the nodes that made the operation's inputs, as far as gradients flow through
  /// them.
  func forEachInput(_ body: (GradientNode) -> Void) {}

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
  final func recordedOutput(in pass: Backpropagation) -> Tensor {
    guard let output else { reportReleased() }
    return Tensor(output, node: pass.createsGraph ? self : nil)
  }
}

/// What a node is to a pass that looks for the gradients of some nodes, the targets.
enum PassMark: UInt8 {
  case none
  /// Looked at, and on no path to a target as far as is known.
  case visited
  case onPath
  case target, visitedTarget

  var isOnPath: Bool { rawValue >= Self.onPath.rawValue }
  var isTarget: Bool { rawValue >= Self.target.rawValue }
}

/// A tensor that gradients are wanted of and that no operation made.
package final class LeafNode: GradientNode, @unchecked Sendable {
  /// The gradient, accumulated over passes.
  package var gradient: Tensor?

  package init() { super.init() }

  override func propagate(_ gradient: Tensor, in pass: Backpropagation) {
    guard !pass.hasTargets else { return }
    if var sum = self.gradient {
      self.gradient = nil
      pass.add(gradient, to: &sum)
      self.gradient = sum
    } else {
      self.gradient = gradient
    }
  }
}
