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
  return x.map(kernels_log_all, "log").differentiable(x) { gradient, _ in gradient / x }
}

/// The square root. Cost: one power for each element.
public func sqrt(_ x: Tensor) -> Tensor {
  OperationCounter.report(OperationCount(powers: x.count))
  return x.map(kernels_sqrt_all, "sqrt").differentiable(x) { gradient, y in gradient / (y * 2) }
}

/// x². Cost: one multiplication for each element.
public func square(_ x: Tensor) -> Tensor {
  OperationCounter.report(OperationCount(multiplications: x.count))
  return x.map(kernels_square, "square").differentiable(x) { gradient, _ in gradient * (x * 2) }
}

/// x to the power `exponent`. Cost: one power for each element.
public func pow(_ x: Tensor, _ exponent: Float) -> Tensor {
  OperationCounter.report(OperationCount(powers: x.count))
  return Tensor.zip(x, Tensor(exponent), "pow", kernels_power_all).differentiable(x) {
    gradient, _ in
    exponent == 0 ? Tensor.zeros(x.shape) : gradient * (pow(x, exponent - 1) * exponent)
  }
}

/// x to the power `exponent`, element by element. Cost: one power for each element.
public func pow(_ x: Tensor, _ exponent: Tensor) -> Tensor {
  let result = Tensor.zip(x, exponent, "pow", kernels_power_all)
  OperationCounter.report(OperationCount(powers: result.count))
  return result.differentiable(
    x,
    { gradient, _ in
      (gradient * exponent * pow(x, exponent - 1)).summed(to: x.shape)
    },
    exponent,
    { gradient, y in
      // 0 to a positive power is 0 whatever the power, so its logarithm must not matter.
      let logarithm = Tensor.where(x .== 0, .zeros([]), log(x))
      return (gradient * y * logarithm).summed(to: exponent.shape)
    })
}

/// |x|; its gradient at 0 is 0.
public func abs(_ x: Tensor) -> Tensor {
  x.map(kernels_abs_all, "abs").differentiable(x) { gradient, _ in gradient * sign(x) }
}

/// −1, 0 or 1; its gradient is 0.
public func sign(_ x: Tensor) -> Tensor { constantByPieces(x, kernels_sign_all, "sign") }

/// The largest whole number not above x; its gradient is 0.
public func floor(_ x: Tensor) -> Tensor { constantByPieces(x, kernels_floor_all, "floor") }

/// The nearest whole number, the even one of two; its gradient is 0.
public func round(_ x: Tensor) -> Tensor { constantByPieces(x, kernels_round_all, "round") }

private func constantByPieces(
  _ x: Tensor, _ kernel: kernels_unary, _ name: StaticString
) -> Tensor {
  x.map(kernel, name).differentiable(x) { gradient, _ in .zeros(gradient.shape) }
}

/// sin(x), x in radians.
public func sin(_ x: Tensor) -> Tensor {
  x.map(kernels_sin_all, "sin").differentiable(x) { gradient, _ in gradient * cos(x) }
}

/// cos(x), x in radians.
public func cos(_ x: Tensor) -> Tensor {
  x.map(kernels_cos_all, "cos").differentiable(x) { gradient, _ in -(gradient * sin(x)) }
}

/// The error function, 2/√π ∫₀ˣ exp(−t²) dt.
public func erf(_ x: Tensor) -> Tensor {
  x.map(kernels_erf_all, "erf").differentiable(x) { gradient, _ in
    gradient * (exp(-square(x)) * (2 / Float.pi.squareRoot()))
  }
}

/// `low` where x is below it, `high` where above, x elsewhere; the gradient is 0 outside.
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
  return result.differentiable(x) { gradient, _ in
    Tensor.where((x .>= low) & (x .<= high), gradient, .zeros([]))
  }
}
