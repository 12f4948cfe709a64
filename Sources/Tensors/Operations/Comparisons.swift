internal import CKernels

infix operator .== : ComparisonPrecedence
infix operator .!= : ComparisonPrecedence
infix operator .< : ComparisonPrecedence
infix operator .<= : ComparisonPrecedence
infix operator .> : ComparisonPrecedence
infix operator .>= : ComparisonPrecedence

/// Comparisons of each element, as masks: tensors of ``DType/bool``. Shapes broadcast. Indices and
/// masks can be compared too. Cost: one comparison for each element.
extension Tensor {
  public static func .== (a: Tensor, b: Tensor) -> Tensor {
    compare(a, b, ".==", kernels_equal_all)
  }
  public static func .!= (a: Tensor, b: Tensor) -> Tensor { !(a .== b) }
  public static func .< (a: Tensor, b: Tensor) -> Tensor { compare(a, b, ".<", kernels_less_all) }
  public static func .<= (a: Tensor, b: Tensor) -> Tensor {
    compare(a, b, ".<=", kernels_less_or_equal_all)
  }
  public static func .> (a: Tensor, b: Tensor) -> Tensor { b .< a }
  public static func .>= (a: Tensor, b: Tensor) -> Tensor { b .<= a }

  public static func .== (a: Tensor, b: Float) -> Tensor { a .== Tensor(b) }
  public static func .!= (a: Tensor, b: Float) -> Tensor { a .!= Tensor(b) }
  public static func .< (a: Tensor, b: Float) -> Tensor { a .< Tensor(b) }
  public static func .<= (a: Tensor, b: Float) -> Tensor { a .<= Tensor(b) }
  public static func .> (a: Tensor, b: Float) -> Tensor { a .> Tensor(b) }
  public static func .>= (a: Tensor, b: Float) -> Tensor { a .>= Tensor(b) }

  /// Both masks.
  public static func & (a: Tensor, b: Tensor) -> Tensor { logic(a, b, "&", kernels_minimum_all) }

  /// Either mask.
  public static func | (a: Tensor, b: Tensor) -> Tensor { logic(a, b, "|", kernels_maximum_all) }

  /// The opposite mask.
  public static prefix func ! (mask: Tensor) -> Tensor {
    mask.requireDType(.bool, "!")
    return mask .== Tensor(0)
  }

  private static func compare(
    _ a: Tensor, _ b: Tensor, _ operation: StaticString, _ kernel: kernels_binary
  ) -> Tensor {
    let result = zip(a.asType(.float32), b.asType(.float32), operation, kernel)
    OperationCounter.report(OperationCount(comparisons: result.count))
    return result.asType(.bool)
  }

  private static func logic(
    _ a: Tensor, _ b: Tensor, _ operation: StaticString, _ kernel: kernels_binary
  ) -> Tensor {
    a.requireDType(.bool, "\(operation)")
    b.requireDType(.bool, "\(operation)")
    return zip(a.asType(.float32), b.asType(.float32), operation, kernel).asType(.bool)
  }

  /// `a` where `mask` holds, otherwise `b`. Shapes broadcast.
  public static func `where`(_ mask: Tensor, _ a: Tensor, _ b: Tensor) -> Tensor {
    mask.requireDType(.bool, "where")
    a.requireDType(.float32, "where")
    b.requireDType(.float32, "where")
    let values = Broadcast(a.shape, b.shape, "where").shape
    let shape = Broadcast(mask.shape, values, "where").shape
    guard !mask.isMeta, !a.isMeta, !b.isMeta else { return .meta(shape) }
    let maskData = mask.expanded(to: shape).data.contiguous
    let aData = a.detached().expanded(to: shape).data.contiguous
    let bData = b.detached().expanded(to: shape).data.contiguous
    let result = Tensor.uninitialized(shape)
    kernels_select(maskData.bools, aData.floats, bData.floats, result.floats, result.count)
    return result.differentiable(
      a,
      { [shape = a.shape] gradient, _ in
        Tensor.where(mask, gradient, .zeros([])).summed(to: shape)
      },
      b,
      { [shape = b.shape] gradient, _ in
        Tensor.where(mask, .zeros([]), gradient).summed(to: shape)
      })
  }
}

extension Tensor: Equatable {
  /// Whether two tensors have the same shape, type and elements; a NaN differs from everything.
  public static func == (a: Tensor, b: Tensor) -> Bool {
    guard a.shape == b.shape, a.dtype == b.dtype else { return false }
    guard !a.isMeta, !b.isMeta else { return a.isMeta && b.isMeta }
    switch a.dtype {
    case .float32: return a.scalars == b.scalars
    case .int32: return a.int32Scalars == b.int32Scalars
    case .bool: return a.boolScalars == b.boolScalars
    }
  }

  /// Whether each element is within `absolute` + `relative` · |expected| of the expected one, as
  /// `torch.allclose`.
  public func isClose(
    to expected: Tensor, relative: Float = 1e-5, absolute: Float = 1e-8
  ) -> Bool {
    guard shape == expected.shape else { return false }
    return Swift.zip(scalars, expected.scalars).allSatisfy { value, expected in
      value == expected || Swift.abs(value - expected) <= absolute + relative * Swift.abs(expected)
    }
  }
}
