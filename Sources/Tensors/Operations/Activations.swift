internal import CKernels

/// max(x, 0). Cost: one comparison for each element.
public func relu(_ x: Tensor) -> Tensor {
  OperationCounter.report(OperationCount(comparisons: x.count))
  let fused = x.deferredConvolution?.rectified(x.data).map { Tensor($0) }
  return (fused ?? x.map(kernels_relu, "relu")).rectifying(x) { gradient, y in
    wherePositive(y, gradient)
  }
}

/// `values` where `x` is positive, otherwise 0; no gradient flows to `x`.
func wherePositive(_ x: Tensor, _ values: Tensor) -> Tensor {
  let x = x.detached()
  return Tensor.zip(x, values, "relu", kernels_where_positive_all).differentiable(values) {
    gradient in wherePositive(x, gradient)
  }
}

/// x where it is positive, otherwise `slope` · x.
/// Cost: one comparison and one multiplication for each element.
///
/// Source: Maas et al., "Rectifier Nonlinearities Improve Neural Network Acoustic Models" (2013).
public func leakyReLU(_ x: Tensor, slope: Float = 0.01) -> Tensor {
  OperationCounter.report(OperationCount(multiplications: 1, comparisons: 1) * x.count)
  return leaky(x.detached(), x, slope)
}

/// `values` where `x` is positive, otherwise `slope` · values; no gradient flows to `x`.
private func leaky(_ x: Tensor, _ values: Tensor, _ slope: Float) -> Tensor {
  let signs = x.data.contiguous
  return transformed(values, to: values.shape, "leakyReLU") { source, result in
    kernels_leaky(signs.floats, source, slope, result, values.count)
    withExtendedLifetime(signs) {}
  }.differentiable(values) { gradient in leaky(x, gradient, slope) }
}

/// 1 / (1 + exp(−x)). Cost: one exponential, one addition and one division for each element.
public func sigmoid(_ x: Tensor) -> Tensor {
  OperationCounter.report(OperationCount(additions: 1, divisions: 1, exponentials: 1) * x.count)
  return x.map(kernels_sigmoid_all, "sigmoid").differentiable(x) { gradient, y in
    sigmoidGradient(y, gradient)
  }
}

private func sigmoidGradient(_ y: Tensor, _ gradient: Tensor) -> Tensor {
  guard !(y.isRecorded || gradient.isRecorded) else { return gradient * (y * (1 - y)) }
  return Tensor.zip(y, gradient, "sigmoid", kernels_sigmoid_gradient_all)
}

/// The hyperbolic tangent, (exp(2x) − 1) / (exp(2x) + 1).
/// Cost: one exponential, two additions and one division for each element.
public func tanh(_ x: Tensor) -> Tensor {
  OperationCounter.report(OperationCount(additions: 2, divisions: 1, exponentials: 1) * x.count)
  return x.map(kernels_tanh_all, "tanh").differentiable(x) { gradient, y in
    tanhGradient(y, gradient)
  }
}

private func tanhGradient(_ y: Tensor, _ gradient: Tensor) -> Tensor {
  guard !(y.isRecorded || gradient.isRecorded) else { return gradient * (1 - square(y)) }
  return Tensor.zip(y, gradient, "tanh", kernels_tanh_gradient_all)
}

/// ln(1 + exp(x)), a smooth relu.
public func softplus(_ x: Tensor) -> Tensor {
  x.map(kernels_softplus_all, "softplus").differentiable(x) { gradient in gradient * sigmoid(x) }
}

/// x where it is positive, otherwise `alpha` · (exp(x) − 1).
///
/// Source: Clevert et al., "Fast and Accurate Deep Network Learning by Exponential Linear Units"
/// (2015).
public func elu(_ x: Tensor, alpha: Float = 1) -> Tensor {
  let isPositive = x .> 0
  return .where(isPositive, x, expm1(.where(isPositive, .zeros([]), x)) * alpha)
}

/// x · sigmoid(x), also known as swish.
/// Cost: that of ``sigmoid(_:)`` and one multiplication for each element.
///
/// Source: Elfwing et al., "Sigmoid-Weighted Linear Units" (2017).
public func silu(_ x: Tensor) -> Tensor {
  OperationCounter.report(
    OperationCount(multiplications: 1, additions: 1, divisions: 1, exponentials: 1) * x.count)
  return x.map(kernels_silu, "silu").differentiable(x) { gradient in
    guard !(x.isRecorded || gradient.isRecorded) else {
      let part = sigmoid(x)
      return gradient * (part * (x * (1 - part) + 1))
    }
    return Tensor.zip(x, gradient, "silu", kernels_silu_gradient_all)
  }
}

/// x · Φ(x), where Φ is the distribution function of the normal distribution, ½ (1 + erf(x / √2)).
/// Cost: three multiplications, one addition and an error function, counted as an exponential, for
/// each element.
///
/// Source: Hendrycks and Gimpel, "Gaussian Error Linear Units" (2016).
public func gelu(_ x: Tensor) -> Tensor {
  OperationCounter.report(
    OperationCount(multiplications: 3, additions: 1, exponentials: 1) * x.count)
  return x.map(kernels_gelu, "gelu").differentiable(x) { gradient in
    guard !(x.isRecorded || gradient.isRecorded) else {
      let density = exp(square(x) * -0.5) / (2 * Float.pi).squareRoot()
      return gradient * ((erf(x * Float(0.5).squareRoot()) + 1) * 0.5 + x * density)
    }
    return Tensor.zip(x, gradient, "gelu", kernels_gelu_gradient_all)
  }
}
