import Tensors

/// The engine's operations by the names that fixtures have for them.
enum OperationTable {
  typealias Function = @Sendable (_ inputs: [Tensor], _ options: Options) -> Tensor

  static func function(_ name: String) -> Function? {
    elementwise[name] ?? reductions[name] ?? arrangements[name] ?? products[name] ?? images[name]
      ?? normalizations[name]
  }

  private static func unary(_ function: @escaping @Sendable (Tensor) -> Tensor) -> Function {
    { x, _ in function(x[0]) }
  }

  private static func binary(_ function: @escaping @Sendable (Tensor, Tensor) -> Tensor) -> Function
  {
    { x, _ in function(x[0], x[1]) }
  }

  private static let elementwise: [String: Function] = [
    "exp": unary(exp), "log": unary(log), "sqrt": unary(sqrt), "square": unary(square),
    "negate": unary(-), "abs": unary(abs), "sin": unary(sin), "cos": unary(cos),
    "erf": unary(erf), "expm1": unary(expm1), "log1p": unary(log1p), "relu": unary(relu),
    "sigmoid": unary(sigmoid), "tanh": unary(tanh), "softplus": unary(softplus),
    "silu": unary(silu), "gelu": unary(gelu), "elu": unary { elu($0) },
    "leakyReLU": unary { leakyReLU($0, slope: 0.1) }, "sign": unary(sign),
    "floor": unary(floor), "ceil": unary(ceil), "round": unary(round),
    "add": binary(+), "subtract": binary(-), "multiply": binary(*), "divide": binary(/),
    "maximum": binary(maximum), "minimum": binary(minimum), "powTensor": binary { pow($0, $1) },
    "pow": { x, options in pow(x[0], options["exponent"].float) },
    "clamp": { x, options in clamp(x[0], min: options["min"].float, max: options["max"].float) },
    "where": { x, _ in Tensor.where(x[0], x[1], x[2]) },
  ]

  private static func along(
    _ function: @escaping @Sendable (_ x: Tensor, _ dim: Int, _ keepDim: Bool) -> Tensor
  ) -> Function {
    { x, options in function(x[0], options["dim"].int, options["keepDim"].bool) }
  }

  private static let reductions: [String: Function] = [
    "sum": unary { $0.sum() }, "mean": unary { $0.mean() }, "prod": unary { $0.prod() },
    "max": unary { $0.max() }, "min": unary { $0.min() }, "argmax": unary { $0.argmax() },
    "variance": { x, options in x[0].variance(unbiased: !options["biased"].bool) },
    "standardDeviation": unary { $0.standardDeviation() },
    "norm": { x, options in x[0].norm(options["p"].float) },
    "normDim": { x, options in x[0].norm(options["p"].float, dim: options["dim"].int) },
    "sumDim": along { $0.sum(dim: $1, keepDim: $2) },
    "meanDim": along { $0.mean(dim: $1, keepDim: $2) },
    "maxDim": along { $0.max(dim: $1, keepDim: $2) },
    "minDim": along { $0.min(dim: $1, keepDim: $2) },
    "argmaxDim": along { $0.argmax(dim: $1, keepDim: $2) },
    "argminDim": along { $0.argmin(dim: $1, keepDim: $2) },
    "logSumExp": along { logSumExp($0, dim: $1, keepDim: $2) },
    "prodDim": along { $0.prod(dim: $1, keepDim: $2) },
    "varianceDim": along { $0.variance(dim: $1, keepDim: $2) },
    "cumsum": along { x, dim, _ in x.cumsum(dim: dim) },
    "softmax": along { x, dim, _ in softmax(x, dim: dim) },
    "logSoftmax": along { x, dim, _ in logSoftmax(x, dim: dim) },
    "sumDims": { x, options in
      x[0].sum(dims: options["dims"].list, keepDim: options["keepDim"].bool)
    },
    "meanDims": { x, options in
      x[0].mean(dims: options["dims"].list, keepDim: options["keepDim"].bool)
    },
  ]

  private static let arrangements: [String: Function] = [
    "reshape": { x, options in x[0].reshaped(to: options["shape"].shape) },
    "permute": { x, options in x[0].permuted(options["order"].list) },
    "expand": { x, options in x[0].expanded(to: options["shape"].shape) },
    "slice": { x, options in
      x[0][
        .all,
        TensorSlice.range(
          start: options["start"].int, end: options["end"].int, step: options["step"].int)]
    },
    "concatenate": { x, options in .concatenate(x, dim: options["dim"].int) },
    "stack": { x, options in .stack(x, dim: options["dim"].int) },
    "unsqueeze": along { x, dim, _ in x.unsqueezed(dim) },
    "flip": { x, options in
      x[0].flipped(dims: options["dims"].list.isEmpty ? [options["dim"].int] : options["dims"].list)
    },
    "repeat": { x, options in x[0].repeated(options["counts"].list) },
    "tril": { x, options in x[0].tril(diagonal: options["diagonal"].int) },
    "triu": { x, options in x[0].triu(diagonal: options["diagonal"].int) },
    "diagonal": unary { $0.diagonal() },
    "padded": { x, options in
      x[0].padded(
        top: options["top"].int, bottom: options["bottom"].int, left: options["left"].int,
        right: options["right"].int)
    },
    "select": { x, options in x[0].selected(x[1], dim: options["dim"].int) },
    "indexAdd": { x, options in x[0].adding(x[2], at: x[1], dim: options["dim"].int) },
    "gather": { x, options in x[0].gathered(x[1], dim: options["dim"].int) },
    "scatterAdd": { x, options in x[0].scattered(adding: x[2], at: x[1], dim: options["dim"].int) },
    "scatter": { x, options in x[0].scattered(x[2], at: x[1], dim: options["dim"].int) },
    "maskedSelect": binary { $0[$1] },
    "maskedFill": { x, options in x[0].maskedFill(x[1], options["value"].float) },
    "sorted": { x, options in
      x[0].sorted(dim: options["dim"].int, descending: options["descending"].bool).values
    },
    "sortedIndices": { x, options in
      x[0].sorted(dim: options["dim"].int, descending: options["descending"].bool).indices
    },
    "topK": { x, options in x[0].topK(options["count"].int, dim: options["dim"].int).values },
  ]

  private static let products: [String: Function] = [
    "matmul": binary(matmul), "dot": binary(dot), "outer": binary(outer),
    "linear": { x, _ in linear(x[0], x[1], x.count > 2 ? x[2] : nil) },
    "einsum": { x, options in einsum(options["equation"].text, x) },
  ]

  private static let images: [String: Function] = [
    "conv2d": { x, options in
      conv2d(
        x[0], x[1], x.count > 2 ? x[2] : nil, stride: options["stride"].size,
        padding: options["padding"].size, dilation: options["dilation"].size,
        groups: options["groups"].int)
    },
    "convTranspose2d": { x, options in
      convTranspose2d(
        x[0], x[1], x[2], stride: options["stride"].size, padding: options["padding"].size,
        outputPadding: options["output_padding"].size, dilation: options["dilation"].size,
        groups: options["groups"].int)
    },
    "conv1d": { x, options in
      conv1d(
        x[0], x[1], x[2], stride: options["stride"].int, padding: options["padding"].int,
        dilation: options["dilation"].int, groups: options["groups"].int)
    },
    "maxPool2d": { x, options in
      maxPool2d(
        x[0], kernelSize: options["kernel_size"].size, stride: options["stride"].size,
        padding: options["padding"].size, ceilMode: options["ceil_mode"].bool)
    },
    "dilatedMaxPool2d": unary { maxPool2d($0, kernelSize: 2, stride: 1, padding: 1, dilation: 2) },
    "avgPool2d": { x, options in
      avgPool2d(
        x[0], kernelSize: options["kernel_size"].size, stride: options["stride"].size,
        padding: options["padding"].size, ceilMode: options["ceil_mode"].bool)
    },
    "adaptiveAvgPool2d": { x, options in
      adaptiveAvgPool2d(x[0], outputSize: options["size"].size)
    },
    "localResponseNorm": { x, options in
      localResponseNorm(x[0], size: options["size"].int, alpha: 0.5, beta: 0.75, k: 2)
    },
  ]

  private static let normalizations: [String: Function] = [
    "batchNormTraining": { x, _ in
      batchNormTraining(x[0], weight: x.count > 1 ? x[1] : nil, bias: x.count > 1 ? x[2] : nil)
        .output
    },
    "batchNorm": { x, _ in batchNorm(x[0], mean: x[1], variance: x[2], weight: x[3], bias: x[4]) },
    "layerNorm": { x, options in
      layerNorm(
        x[0], normalizedShape: options["shape"].shape, weight: x.count > 1 ? x[1] : nil,
        bias: x.count > 1 ? x[2] : nil)
    },
    "groupNorm": { x, options in
      groupNorm(
        x[0], groups: options["groups"].int, weight: x.count > 1 ? x[1] : nil,
        bias: x.count > 1 ? x[2] : nil)
    },
    "crossEntropy": { x, options in
      crossEntropy(x[0], x[1], reduction: Reduction(rawValue: options["reduction"].text)!)
    },
  ]
}
