internal import CKernels

/// Arithmetic on each element. Shapes broadcast as NumPy's do: aligned at the last dimension, a
/// dimension of 1 is repeated. Both tensors are of one type; indices can be added, subtracted and
/// multiplied.
extension Tensor {
  /// Cost: one addition for each element.
  public static func + (a: Tensor, b: Tensor) -> Tensor {
    let result =
      shortcut(a, b) ?? shortcut(b, a) ?? zip(a, b, "+", kernels_add_all, orIndices: &+)
    OperationCounter.report(OperationCount(additions: result.count))
    return result.differentiable(
      a, { [shape = a.shape] gradient in gradient.summed(to: shape) },
      b, { [shape = b.shape] gradient in gradient.summed(to: shape) })
  }

  /// The sum where `a` is a convolution that waits for it.
  @inline(__always)
  private static func shortcut(_ a: Tensor, _ b: Tensor) -> Tensor? {
    guard a.data.buffer == nil, a.shape == b.shape, b.dtype == .float32, !b.isMeta else {
      return nil
    }
    return a.deferredConvolution?.adding(b.data.contiguous, to: a.data).map { Tensor($0) }
  }

  /// Cost: one subtraction, counted as an addition, for each element.
  public static func - (a: Tensor, b: Tensor) -> Tensor {
    let result = zip(a, b, "-", kernels_subtract_all, orIndices: &-)
    OperationCounter.report(OperationCount(additions: result.count))
    return result.differentiable(
      a, { [shape = a.shape] gradient in gradient.summed(to: shape) },
      b, { [shape = b.shape] gradient in (-gradient).summed(to: shape) })
  }

  /// Cost: one multiplication for each element.
  public static func * (a: Tensor, b: Tensor) -> Tensor {
    let result = zip(a, b, "*", kernels_multiply_all, orIndices: &*)
    OperationCounter.report(OperationCount(multiplications: result.count))
    return result.differentiable(
      a, { [shape = a.shape] gradient in (gradient * b).summed(to: shape) },
      b, { [shape = b.shape] gradient in (gradient * a).summed(to: shape) })
  }

  /// Cost: one division for each element.
  public static func / (a: Tensor, b: Tensor) -> Tensor {
    let result = zip(a, b, "/", kernels_divide_all)
    OperationCounter.report(OperationCount(divisions: result.count))
    return result.differentiable(
      a, { [shape = a.shape] gradient in (gradient / b).summed(to: shape) },
      b, { [shape = b.shape] gradient in (-(gradient * (a / b)) / b).summed(to: shape) })
  }

  /// Cost: nothing; a sign is flipped.
  public static prefix func - (x: Tensor) -> Tensor {
    guard x.dtype != .int32 else { return x * -1 }
    return x.map(kernels_negate, "-").differentiable(x) { gradient in -gradient }
  }

  public static func + (a: Tensor, b: Float) -> Tensor { a.scaled(by: 1, plus: b, "+") }
  public static func + (a: Float, b: Tensor) -> Tensor { b.scaled(by: 1, plus: a, "+") }
  public static func - (a: Tensor, b: Float) -> Tensor { a.scaled(by: 1, plus: -b, "-") }
  public static func - (a: Float, b: Tensor) -> Tensor { b.scaled(by: -1, plus: a, "-") }
  // Adding −0 leaves each number as it is, −0 too.
  public static func * (a: Tensor, b: Float) -> Tensor { a.scaled(by: b, plus: -0.0, "*") }
  public static func * (a: Float, b: Tensor) -> Tensor { b.scaled(by: a, plus: -0.0, "*") }
  public static func / (a: Tensor, b: Float) -> Tensor { a / Tensor(b) }
  public static func / (a: Float, b: Tensor) -> Tensor { Tensor(a) / b }

  public static func += (a: inout Tensor, b: Tensor) { a = a + b }
  public static func -= (a: inout Tensor, b: Tensor) { a = a - b }
  public static func *= (a: inout Tensor, b: Tensor) { a = a * b }
  public static func /= (a: inout Tensor, b: Tensor) { a = a / b }
  public static func += (a: inout Tensor, b: Float) { a = a + b }
  public static func -= (a: inout Tensor, b: Float) { a = a - b }
  public static func *= (a: inout Tensor, b: Float) { a = a * b }
  public static func /= (a: inout Tensor, b: Float) { a = a / b }

  /// self · scale + offset; what is 1 or 0 there costs nothing.
  private func scaled(
    by scale: Float, plus offset: Float, _ operation: StaticString
  ) -> Tensor {
    OperationCounter.report(
      OperationCount(multiplications: abs(scale) == 1 ? 0 : 1, additions: offset == 0 ? 0 : 1)
        * count)
    guard dtype != .int32 else { return scaledIndices(by: scale, plus: offset, operation) }
    requireDType(.float32, "\(operation)")
    guard !isMeta else { return .meta(shape) }
    let source = data.contiguous
    let result = Tensor.uninitialized(shape)
    kernels_scale(source.floats, scale, offset, result.floats, count)
    withExtendedLifetime(source) {}
    return result.differentiable(self) { gradient in
      scale == 1 ? gradient : gradient.scaled(by: scale, plus: -0.0, operation)
    }
  }

  /// Adds a tensor of the same shape in place; not recorded.
  mutating func add(_ other: Tensor) {
    require(other.shape == shape, "gradients \(shape) and \(other.shape) of one tensor")
    let other = other.data.contiguous
    makeUnique()
    kernels_add_to(other.floats, data.floats, count)
    withExtendedLifetime(other) {}
  }

  /// Applies `kernel` to the elements of a tensor of floats; not recorded.
  @inline(__always)
  func map(_ kernel: kernels_unary, _ operation: StaticString) -> Tensor {
    requireDType(.float32, "\(operation)")
    guard !isMeta else { return .meta(shape) }
    let source = data.contiguous
    let result = Tensor.uninitialized(shape)
    kernels_map(kernel, source.floats, result.floats, count)
    withExtendedLifetime(source) {}
    return result
  }
}

/// A tensor of `shape` that `body` computes from the elements of `x`; not recorded.
func transformed(
  _ x: Tensor, to shape: Shape, _ operation: StaticString,
  _ body: (UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void
) -> Tensor {
  x.requireDType(.float32, "\(operation)")
  guard !x.isMeta else { return .meta(shape) }
  let source = x.data.contiguous
  let result = Tensor.uninitialized(shape)
  body(source.floats, result.floats)
  withExtendedLifetime(source) {}
  return result
}

/// The larger of two numbers, element by element; where they are equal, each has half the gradient.
public func maximum(_ a: Tensor, _ b: Tensor) -> Tensor {
  extremum(a, b, "maximum", kernels_maximum_all, orIndices: max)
}

/// The smaller of two numbers, element by element; where they are equal, each has half the gradient.
public func minimum(_ a: Tensor, _ b: Tensor) -> Tensor {
  extremum(a, b, "minimum", kernels_minimum_all, orIndices: min)
}

private func extremum(
  _ a: Tensor, _ b: Tensor, _ operation: StaticString, _ kernel: kernels_binary,
  orIndices: @escaping (Int32, Int32) -> Int32
) -> Tensor {
  let result = Tensor.zip(a, b, operation, kernel, orIndices: orIndices)
  OperationCounter.report(OperationCount(comparisons: result.count))
  func share(of mine: Tensor, and other: Tensor, _ result: Tensor) -> Tensor {
    let isMine = Tensor.zip(mine, result.detached(), operation, kernels_equal_all)
    let isOther = Tensor.zip(other, result.detached(), operation, kernels_equal_all)
    return isMine / maximum(isMine + isOther, .ones([]))
  }
  let (aValue, bValue) = (a.detached(), b.detached())
  return result.differentiable(
    a,
    { gradient, result in
      (gradient * share(of: aValue, and: bValue, result)).summed(to: aValue.shape)
    },
    b,
    { gradient, result in
      (gradient * share(of: bValue, and: aValue, result)).summed(to: bValue.shape)
    })
}
