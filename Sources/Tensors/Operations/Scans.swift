extension Tensor {
  /// The sums of the elements up to each one along a dimension, as `torch.cumsum`. Cost: one addition
  /// for each element but the first ones.
  public func cumsum(dim: Int) -> Tensor {
    let dim = shape.dimension(at: dim, of: "cumsum")
    let parts = shape.split(at: dim)
    OperationCounter.report(
      OperationCount(additions: Swift.max(parts.size - 1, 0)) * (parts.outer * parts.inner))
    return cumulated(dim, backwards: false)
  }

  private func cumulated(_ dim: Int, backwards: Bool) -> Tensor {
    let parts = shape.split(at: dim)
    return transformed(self, to: shape, "cumsum") { source, result in
      for outer in 0..<parts.outer {
        for inner in 0..<parts.inner {
          var sum = 0.0
          for step in 0..<parts.size {
            let index = backwards ? parts.size - 1 - step : step
            let offset = (outer * parts.size + index) * parts.inner + inner
            sum += Double(source[offset])
            result[offset] = Float(sum)
          }
        }
      }
    }.differentiable(self) { gradient in gradient.cumulated(dim, backwards: !backwards) }
  }

  /// The product of all elements.
  public func prod() -> Tensor { flattened().prod(dim: 0) }

  /// The product along a dimension. Cost: one multiplication less than there are elements.
  public func prod(dim: Int, keepDim: Bool = false) -> Tensor {
    let dim = shape.dimension(at: dim, of: "prod")
    // Halves are multiplied with each other, so that gradients need no division, which zeros forbid.
    var product = self
    while product.shape[dim] > 1 {
      let half = product.shape[dim] / 2
      let pairs =
        product.narrowed(dim: dim, to: 0..<half) * product.narrowed(dim: dim, to: half..<2 * half)
      let isOdd = product.shape[dim] > 2 * half
      product =
        isOdd
        ? .concatenate([pairs, product.narrowed(dim: dim, to: 2 * half..<2 * half + 1)], dim: dim)
        : pairs
    }
    guard product.shape[dim] > 0 else {
      // Ones to which gradients flow.
      return sum(dim: dim, keepDim: keepDim) + 1
    }
    return product.reshapedIfDropped(dim, keepDim)
  }
}
