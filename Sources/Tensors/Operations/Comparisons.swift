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
    compare(a, b, ".==", kernels_equal_all, ==)
  }
  public static func .!= (a: Tensor, b: Tensor) -> Tensor { !(a .== b) }
  public static func .< (a: Tensor, b: Tensor) -> Tensor {
    compare(a, b, ".<", kernels_less_all, <)
  }
  public static func .<= (a: Tensor, b: Tensor) -> Tensor {
    compare(a, b, ".<=", kernels_less_or_equal_all, <=)
  }
  public static func .> (a: Tensor, b: Tensor) -> Tensor { b .< a }
  public static func .>= (a: Tensor, b: Tensor) -> Tensor { b .<= a }

  public static func .== (a: Tensor, b: Float) -> Tensor { a .== a.comparable(b) }
  public static func .!= (a: Tensor, b: Float) -> Tensor { a .!= a.comparable(b) }
  public static func .< (a: Tensor, b: Float) -> Tensor { a .< a.comparable(b) }
  public static func .<= (a: Tensor, b: Float) -> Tensor { a .<= a.comparable(b) }
  public static func .> (a: Tensor, b: Float) -> Tensor { a .> a.comparable(b) }
  public static func .>= (a: Tensor, b: Float) -> Tensor { a .>= a.comparable(b) }

  /// Both masks.
  public static func & (a: Tensor, b: Tensor) -> Tensor {
    requireDType(.bool, a, b, "&")
    return zip(a, b, "&") { (a: Bool, b: Bool) in a && b }
  }

  /// Either mask.
  public static func | (a: Tensor, b: Tensor) -> Tensor {
    requireDType(.bool, a, b, "|")
    return zip(a, b, "|") { (a: Bool, b: Bool) in a || b }
  }

  /// The opposite mask.
  public static prefix func ! (mask: Tensor) -> Tensor {
    mask.requireDType(.bool, "!")
    guard !mask.isMeta else { return mask }
    return Tensor(mask.boolScalars.map(!), shape: mask.shape)
  }

  private static func compare(
    _ a: Tensor, _ b: Tensor, _ operation: StaticString, _ kernel: kernels_binary,
    _ combine: (Int32, Int32) -> Bool
  ) -> Tensor {
    let result =
      a.dtype == .int32 && b.dtype == .int32
      ? zip(a, b, operation, combine)
      : zip(a.detached().asType(.float32), b.detached().asType(.float32), operation, kernel)
    OperationCounter.report(OperationCount(comparisons: result.count))
    return result.asType(.bool)
  }

  /// `number` as a scalar that is compared with this tensor's elements exactly, if possible.
  private func comparable(_ number: Float) -> Tensor {
    guard dtype == .int32, let index = Int32(exactly: number) else { return Tensor(number) }
    return Tensor([index], shape: [])
  }

  /// `a` where `mask` holds, otherwise `b`, both of one type. Shapes broadcast.
  public static func `where`(_ mask: Tensor, _ a: Tensor, _ b: Tensor) -> Tensor {
    mask.requireDType(.bool, "where")
    requireDType(a.dtype, a, b, "where")
    let values = Broadcast(a.shape, b.shape, "where").shape
    let shape = Broadcast(mask.shape, values, "where").shape
    guard !mask.isMeta, !a.isMeta, !b.isMeta else { return .meta(shape, dtype: a.dtype) }
    let result = selected(by: mask, a, b, shape)
    return result.differentiable(
      a,
      { [shape = a.shape] gradient in
        Tensor.where(mask, gradient, .zeros([])).summed(to: shape)
      },
      b,
      { [shape = b.shape] gradient in
        Tensor.where(mask, .zeros([]), gradient).summed(to: shape)
      })
  }

  private static func selected(
    by mask: Tensor, _ a: Tensor, _ b: Tensor, _ shape: Shape
  ) -> Tensor {
    guard a.dtype != .bool else { return (mask & a) | (!mask & b) }
    func operand(_ tensor: Tensor) -> (data: TensorData, step: Int) {
      tensor.count == 1
        ? (tensor.data, 0) : (tensor.detached().expanded(to: shape).data.contiguous, 1)
    }
    let maskData = mask.expanded(to: shape).data.contiguous
    let (left, right) = (operand(a), operand(b))
    let result = TensorData(uninitialized: shape, a.dtype)
    kernels_select(
      maskData.bools, left.data.elements(UInt32.self), left.step,
      right.data.elements(UInt32.self), right.step, result.elements(UInt32.self), result.count)
    withExtendedLifetime((maskData, left.data, right.data)) {}
    return Tensor(result)
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
      let distance = Swift.abs(value - expected)
      return value == expected
        || distance.isFinite && distance <= absolute + relative * Swift.abs(expected)
    }
  }
}
