internal import CKernels

// Functions of each element.

/// exp(x). Cost: one exponential for each element.
public func exp(_ x: Tensor) -> Tensor {
  OperationCounter.report(OperationCount(exponentials: x.count))
  return x.map(kernels_exp_all, "exp").differentiable(x) { gradient, y in gradient * y }
}

/// The natural logarithm. Cost: counted as an exponential.
public func log(_ x: Tensor) -> Tensor {
  OperationCounter.report(OperationCount(exponentials: x.count))
  return x.map(kernels_log_all, "log").differentiable(x) { gradient in gradient / x }
}

/// exp(x) − 1, exact where that is small. Cost: one exponential and one subtraction for each element.
public func expm1(_ x: Tensor) -> Tensor {
  OperationCounter.report(OperationCount(additions: 1, exponentials: 1) * x.count)
  return x.map(kernels_expm1_all, "expm1").differentiable(x) { gradient in gradient * exp(x) }
}

/// ln(1 + x), exact where x is small. Cost: one exponential, as a logarithm counts, and one addition
/// for each element.
public func log1p(_ x: Tensor) -> Tensor {
  OperationCounter.report(OperationCount(additions: 1, exponentials: 1) * x.count)
  return x.map(kernels_log1p_all, "log1p").differentiable(x) { gradient in gradient / (x + 1) }
}

/// The square root. Cost: one power for each element.
public func sqrt(_ x: Tensor) -> Tensor {
  OperationCounter.report(OperationCount(powers: x.count))
  return x.map(kernels_sqrt_all, "sqrt").differentiable(x) { gradient, y in gradient / (y * 2) }
}

/// x². Cost: one multiplication for each element.
public func square(_ x: Tensor) -> Tensor {
  OperationCounter.report(OperationCount(multiplications: x.count))
  return x.map(kernels_square, "square").differentiable(x) { gradient in gradient * (x * 2) }
}

/// x to the power `exponent`. Cost: one power for each element.
public func pow(_ x: Tensor, _ exponent: Float) -> Tensor {
  OperationCounter.report(OperationCount(powers: x.count))
  return Tensor.zip(x, Tensor(exponent), "pow", kernels_power_all).differentiable(x) { gradient in
    exponent == 0 ? Tensor.zeros(x.shape) : gradient * (pow(x, exponent - 1) * exponent)
  }
}

/// x to the power `exponent`, element by element. Cost: one power for each element.
public func pow(_ x: Tensor, _ exponent: Tensor) -> Tensor {
  let result = Tensor.zip(x, exponent, "pow", kernels_power_all)
  OperationCounter.report(OperationCount(powers: result.count))
  return result.differentiable(
    x,
    { [shape = x.shape] gradient in
      // To the power 0 everything is 1, also where the power −1 that follows is infinite.
      let slope = Tensor.where(exponent .== 0, .zeros([]), exponent * pow(x, exponent - 1))
      return (gradient * slope).summed(to: shape)
    },
    exponent,
    { [shape = exponent.shape] gradient in
      // 0 to a positive power is 0 whatever the power, so its logarithm must not matter.
      let isSettled = (x .== 0) & (exponent .>= 0)
      let logarithm = log(Tensor.where(isSettled, .ones([]), x))
      return (gradient * (pow(x, exponent) * logarithm)).summed(to: shape)
    })
}

/// |x|; its gradient at 0 is 0.
public func abs(_ x: Tensor) -> Tensor {
  x.map(kernels_abs_all, "abs").differentiable(x) { gradient in gradient * sign(x) }
}

/// −1, 0 or 1; its gradient is 0.
public func sign(_ x: Tensor) -> Tensor { constantByPieces(x, kernels_sign_all, "sign") }

/// The largest whole number not above x; its gradient is 0.
public func floor(_ x: Tensor) -> Tensor { constantByPieces(x, kernels_floor_all, "floor") }

/// The smallest whole number not below x; its gradient is 0.
public func ceil(_ x: Tensor) -> Tensor { constantByPieces(x, kernels_ceil_all, "ceil") }

/// The nearest whole number, the even one of two; its gradient is 0.
public func round(_ x: Tensor) -> Tensor { constantByPieces(x, kernels_round_all, "round") }

private func constantByPieces(
  _ x: Tensor, _ kernel: kernels_unary, _ name: StaticString
) -> Tensor {
  x.map(kernel, name).differentiable(x) { gradient in .zeros(gradient.shape) }
}

/// sin(x), x in radians.
public func sin(_ x: Tensor) -> Tensor {
  x.map(kernels_sin_all, "sin").differentiable(x) { gradient in gradient * cos(x) }
}

/// cos(x), x in radians.
public func cos(_ x: Tensor) -> Tensor {
  x.map(kernels_cos_all, "cos").differentiable(x) { gradient in -(gradient * sin(x)) }
}

/// The error function, 2/√π ∫₀ˣ exp(−t²) dt.
public func erf(_ x: Tensor) -> Tensor {
  x.map(kernels_erf_all, "erf").differentiable(x) { gradient in
    gradient * (exp(-square(x)) * (2 / Float.pi.squareRoot()))
  }
}

/// `low` where x is below it, then `high` where above, x elsewhere; the gradient is 0 outside.
/// Cost: two comparisons for each element.
public func clamp(
  _ x: Tensor, min low: Float = -.infinity, max high: Float = .infinity
) -> Tensor {
  OperationCounter.report(OperationCount(comparisons: 2 * x.count))
  x.requireDType(.float32, "clamp")
  guard !x.isMeta else { return x }
  let source = x.data.contiguous
  let result = Tensor.uninitialized(x.shape)
  kernels_clamp(source.floats, low, high, result.floats, x.count)
  withExtendedLifetime(source) {}
  return result.differentiable(x) { gradient in
    Tensor.where((x .>= low) & (x .<= high), gradient, .zeros([]))
  }
}
