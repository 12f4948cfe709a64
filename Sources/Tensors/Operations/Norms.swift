extension Tensor {
  /// The p-norm of all elements, (Σ |x|ᵖ)^(1/p): the Euclidean one for 2, the sum of absolute values
  /// for 1, the largest absolute value for infinity. Where it is 0, so is its gradient.
  public func norm(_ p: Float = 2) -> Tensor { flattened().norm(p, dim: 0) }

  /// The p-norm along a dimension; see ``norm(_:)``.
  public func norm(_ p: Float = 2, dim: Int, keepDim: Bool = false) -> Tensor {
    guard p > 0 else { shapeError("norm: p is \(p); it must be positive") }
    switch p {
    case 1: return abs(self).sum(dim: dim, keepDim: keepDim)
    case 2: return lengthOfSquare(square(self).sum(dim: dim, keepDim: keepDim))
    case .infinity: return abs(self).max(dim: dim, keepDim: keepDim)
    default:
      let powers = withoutGradientAtZero(abs(self)) { pow($0, p) }
      let sum = powers.sum(dim: dim, keepDim: keepDim)
      return withoutGradientAtZero(sum) { pow($0, 1 / p) }
    }
  }
}

/// The square root, with the gradient 0 at 0, the least of the slopes that a norm has there.
func lengthOfSquare(_ square: Tensor) -> Tensor { withoutGradientAtZero(square, sqrt) }

private func withoutGradientAtZero(_ x: Tensor, _ root: (Tensor) -> Tensor) -> Tensor {
  guard x.isRecorded, !x.isMeta else { return root(x) }
  let isZero = x.detached() .== 0
  guard isZero.anyTrue() else { return root(x) }
  return Tensor.where(isZero, .zeros([]), root(Tensor.where(isZero, .ones([]), x)))
}

/// The sum of the products of two vectors' elements, `[n]`.
public func dot(_ a: Tensor, _ b: Tensor) -> Tensor {
  guard a.rank == 1, b.rank == 1 else {
    shapeError("dot: the shapes \(a.shape) and \(b.shape), expected two vectors")
  }
  return matmul(a, b)
}

/// The products of each element of a vector with each of another, `[m, n]`.
public func outer(_ a: Tensor, _ b: Tensor) -> Tensor {
  guard a.rank == 1, b.rank == 1 else {
    shapeError("outer: the shapes \(a.shape) and \(b.shape), expected two vectors")
  }
  return a.unsqueezed(1) * b
}
