extension Tensor {
  /// This tensor cut into parts of `size` along a dimension; the last one may be smaller. Views, as
  /// PyTorch's `split`.
  public func split(into size: Int, dim: Int = 0) -> [Tensor] {
    let dim = shape.dimension(at: dim, of: "split")
    guard size > 0 else { shapeError("split: parts of \(size)") }
    guard shape[dim] > 0 else { return [self] }
    let views = stride(from: 0, to: shape[dim], by: size).map { start in
      detached().narrowed(dim: dim, to: start..<Swift.min(start + size, shape[dim]))
    }
    guard isRecorded, let node else { return views }
    let whole = SplitNode(node, parts: views.map(\.shape), dim: dim)
    return views.indices.map { Tensor(views[$0].data, node: PartNode($0, of: whole)) }
  }

  /// The slices of this tensor along a dimension, which they don't have any more. Views, as PyTorch's
  /// `unbind`.
  public func unstacked(dim: Int = 0) -> [Tensor] {
    let dim = shape.dimension(at: dim, of: "unstacked")
    guard shape[dim] > 0 else { return [] }
    return split(into: 1, dim: dim).map { $0.squeezed(dim) }
  }
}

/// A tensor that was cut into parts. Their gradients are put together once, when all are there; as
/// gradients of independent views, each would be one of the whole tensor.
private final class SplitNode: GradientNode, @unchecked Sendable {
  private var input: GradientNode?
  private let parts: [Shape]
  private let dim: Int
  private var gradients: [Tensor?]

  init(_ input: GradientNode, parts: [Shape], dim: Int) {
    self.input = input
    self.parts = parts
    self.dim = dim
    gradients = Array(repeating: nil, count: parts.count)
    super.init()
  }

  override var inputs: [GradientNode] { input.map { [$0] } ?? [] }
  override var isReleased: Bool { input == nil }

  func collect(_ gradient: Tensor, of part: Int, in pass: Backpropagation) {
    // The sum that usually waits in a node only says here that gradients have come.
    if gradients.allSatisfy({ $0 == nil }) { pass.accumulate(Tensor(0), in: self) }
    gradients[part] = gradient
  }

  override func propagate(_ gradient: Tensor, in pass: Backpropagation) {
    guard let input else { reportReleased() }
    let whole = Tensor.concatenate(
      zip(gradients, parts).map { gradient, shape in gradient ?? .zeros(shape) }, dim: dim)
    gradients = Array(repeating: nil, count: parts.count)
    pass.accumulate(whole, in: input)
  }

  override func release() { input = nil }
}

private final class PartNode: GradientNode, @unchecked Sendable {
  private let index: Int
  private let whole: SplitNode

  init(_ index: Int, of whole: SplitNode) {
    self.index = index
    self.whole = whole
    super.init()
  }

  override var inputs: [GradientNode] { [whole] }

  override func propagate(_ gradient: Tensor, in pass: Backpropagation) {
    whole.collect(gradient, of: index, in: pass)
  }
}
