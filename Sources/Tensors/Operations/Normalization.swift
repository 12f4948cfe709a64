internal import CKernels

/// Shifts and scales each channel by statistics that were gathered in training.
///
/// Cost: one multiplication and one addition for each element. The mean, variance, weight and bias
/// of a channel fold into one scale and one shift before inference.
///
/// Source: Ioffe and Szegedy, "Batch Normalization" (2015), algorithm 2.
///
/// - Parameters:
///   - x: `[batch, channels, …]`.
///   - mean: The mean of each channel, `[channels]`; `variance` likewise.
///   - weight: The scale of each channel, `[channels]`; 1 if nil.
///   - bias: The shift of each channel, `[channels]`; 0 if nil.
/// - Returns: A tensor of the shape of `x`.
public func batchNorm(
  _ x: Tensor, mean: Tensor, variance: Tensor, weight: Tensor? = nil, bias: Tensor? = nil,
  epsilon: Float = 1e-5
) -> Tensor {
  let channels = mean.count
  let operation = requireChannels(
    x, channels,
    [("mean", mean), ("variance", variance), ("weight", weight), ("bias", bias)])
  OperationCounter.report(OperationCount(multiplications: 1, additions: 1) * x.count)
  guard !x.isMeta else { return x }
  x.requireDType(.float32, operation)
  return OperationCounter.paused {
    let folding = FoldedBatchNorm(mean, variance, weight, bias, epsilon)
    guard !(x.isRecorded || folding.isRecorded) else {
      let shape = channelShape(channels, rank: x.rank)
      return x * folding.scale.reshaped(to: shape) + folding.shift.reshaped(to: shape)
    }
    return folding.applied(to: x)
  }
}

/// A batch normalisation at inference as one scale and one shift for each channel, `[channels]`.
struct FoldedBatchNorm {
  let scale, shift: Tensor

  init(_ mean: Tensor, _ variance: Tensor, _ weight: Tensor?, _ bias: Tensor?, _ epsilon: Float) {
    let inverse = 1 / sqrt(variance + epsilon)
    let scale = (weight.map { $0 * inverse } ?? inverse).contiguous
    self.scale = scale
    shift = (bias.map { $0 - mean * scale } ?? -(mean * scale)).contiguous
  }

  var isRecorded: Bool { scale.isRecorded || shift.isRecorded }

  /// `x` · scale + shift; not recorded.
  func applied(to x: Tensor) -> Tensor {
    if let fused = x.deferredConvolution?.normalized(x.data, scale: scale.data, shift: shift.data) {
      return Tensor(fused)
    }
    let source = x.data.contiguous
    let result = Tensor.uninitialized(x.shape)
    let (batch, channels, area) = x.shape.split(at: 1)
    kernels_scale_channels(
      source.floats, batch, channels, area, scale.floats, shift.floats, result.floats)
    withExtendedLifetime(source) {}
    return result
  }
}

/// The result of ``batchNormTraining(_:weight:bias:epsilon:)``.
public struct BatchNormResult {
  /// The normalised tensor.
  public let output: Tensor
  /// The mean and the variance, divided by n, of each channel in this batch, `[channels]`.
  public let mean, variance: Tensor
}

/// Shifts and scales each channel by the statistics of this very batch, as in training.
///
/// Cost for each element: one subtraction and one multiplication, and one multiplication and one
/// addition for weight and bias; for the statistics two additions, one subtraction and one
/// multiplication.
///
/// Source: Ioffe and Szegedy, "Batch Normalization" (2015), algorithm 1.
///
/// - Parameters:
///   - x: `[batch, channels, …]`, more than one element for each channel.
///   - weight: The scale of each channel, `[channels]`; 1 if nil.
///   - bias: The shift of each channel, `[channels]`; 0 if nil.
public func batchNormTraining(
  _ x: Tensor, weight: Tensor? = nil, bias: Tensor? = nil, epsilon: Float = 1e-5
) -> BatchNormResult {
  let channels = x.rank > 1 ? x.shape[1] : 0
  let operation = requireChannels(x, channels, [("weight", weight), ("bias", bias)])
  guard x.count > channels || channels == 0 else {
    let number = x.count == 0 ? "no" : "one"
    shapeError("\(operation): input \(x.shape) has \(number) element for a channel, expected more")
  }
  OperationCounter.report(OperationCount(multiplications: 3, additions: 5) * x.count)
  guard !x.isMeta else {
    return BatchNormResult(output: x, mean: .meta([channels]), variance: .meta([channels]))
  }
  x.requireDType(.float32, operation)
  let (mean, variance) = batchStatistics(x)
  let output = OperationCounter.paused {
    FoldedBatchNorm(mean, variance, weight?.detached(), bias?.detached(), epsilon).applied(to: x)
  }
  let recorded = output.differentiable([x, weight, bias]) { gradient, _ in
    guard !(gradient.isRecorded || x.isRecorded) else {
      return composedGradients(gradient, x, weight, epsilon)
    }
    return batchNormGradients(gradient, x, weight, mean, variance, epsilon)
  }
  return BatchNormResult(output: recorded, mean: mean, variance: variance)
}

private func batchStatistics(_ x: Tensor) -> (mean: Tensor, variance: Tensor) {
  let source = x.data.contiguous
  let (batch, channels, area) = x.shape.split(at: 1)
  let mean = Tensor.uninitialized([channels])
  let variance = Tensor.uninitialized([channels])
  kernels_batch_statistics(source.floats, batch, channels, area, mean.floats, variance.floats)
  withExtendedLifetime(source) {}
  return (mean, variance)
}

private func batchNormGradients(
  _ gradient: Tensor, _ x: Tensor, _ weight: Tensor?, _ mean: Tensor, _ variance: Tensor,
  _ epsilon: Float
) -> [Tensor?] {
  let (source, outer) = (x.data.contiguous, gradient.data.contiguous)
  let scale = weight?.data.contiguous
  let (batch, channels, area) = x.shape.split(at: 1)
  let inverse = 1 / sqrt(variance + epsilon)
  let dx = Tensor.uninitialized(x.shape)
  let dWeight = Tensor.uninitialized([channels])
  let dBias = Tensor.uninitialized([channels])
  kernels_batch_norm_gradient(
    source.floats, outer.floats, batch, channels, area, mean.floats, inverse.floats,
    scale?.floats, dx.floats, dWeight.floats, dBias.floats)
  withExtendedLifetime((source, outer, scale)) {}
  return [dx, dWeight, dBias]
}

/// The same gradients from operations that can be differentiated again.
private func composedGradients(
  _ gradient: Tensor, _ x: Tensor, _ weight: Tensor?, _ epsilon: Float
) -> [Tensor?] {
  let shape = channelShape(x.shape[1], rank: x.rank)
  let others = (0..<x.rank).filter { $0 != 1 }
  let centered = x - x.mean(dims: others, keepDim: true)
  let inverse = 1 / sqrt(square(centered).mean(dims: others, keepDim: true) + epsilon)
  let normalized = centered * inverse
  let scaled = weight.map { gradient * $0.reshaped(to: shape) } ?? gradient
  let dx =
    inverse
    * (scaled - scaled.mean(dims: others, keepDim: true)
      - normalized * (scaled * normalized).mean(dims: others, keepDim: true))
  return [dx, (gradient * normalized).sum(dims: others), gradient.sum(dims: others)]
}

/// The shape with which a value for each channel broadcasts over `[batch, channels, …]`.
private func channelShape(_ channels: Int, rank: Int) -> Shape {
  Shape([1, channels] + [Int](repeating: 1, count: rank - 2))
}

/// Checks that `x` is `[batch, channels, …]` and that `values` have an element for each channel.
private func requireChannels(
  _ x: Tensor, _ channels: Int, _ values: [(String, Tensor?)]
) -> String {
  let operation = "batchNorm(\(channels))"
  guard x.rank >= 2 else {
    shapeError(
      "\(operation): input \(x.shape) has \(x.rank) dimensions, expected [batch, channels, …]")
  }
  guard x.shape[1] == channels else {
    shapeError("\(operation): input \(x.shape) has \(x.shape[1]) channels, expected \(channels)")
  }
  for (name, value) in values { requireFloats([channels], in: value, name, of: operation) }
  return operation
}

/// Normalises over the last dimensions, then scales and shifts.
///
/// Cost for each element: for the statistics two additions, one subtraction and one multiplication;
/// one multiplication; one more and an addition for weight and bias.
///
/// Source: Ba et al., "Layer Normalization" (2016).
///
/// - Parameters:
///   - x: `[…]` followed by `normalizedShape`.
///   - weight: The scale, of `normalizedShape`; 1 if nil.
///   - bias: The shift, of `normalizedShape`; 0 if nil.
public func layerNorm(
  _ x: Tensor, normalizedShape: Shape, weight: Tensor? = nil, bias: Tensor? = nil,
  epsilon: Float = 1e-5
) -> Tensor {
  var operation: String { "layerNorm(\(normalizedShape))" }
  requireFloats(normalizedShape, in: weight, "weight", of: operation)
  requireFloats(normalizedShape, in: bias, "bias", of: operation)
  guard x.shape.dimensions.suffix(normalizedShape.rank) == normalizedShape.dimensions[...] else {
    shapeError("\(operation): input \(x.shape) doesn't end in \(normalizedShape)")
  }
  OperationCounter.report(OperationCount(multiplications: 3, additions: 4) * x.count)
  guard !x.isMeta, normalizedShape.count > 0 else { return x }
  let layer = LayerNormPass(x, normalizedShape, weight, epsilon)
  return layer.forward(bias)
}

/// The kernels of layer normalisation on one input.
private struct LayerNormPass {
  let x: Tensor
  let weight: Tensor?
  let shape: Shape
  let epsilon: Float
  let rows: Int

  init(_ x: Tensor, _ shape: Shape, _ weight: Tensor?, _ epsilon: Float) {
    x.requireDType(.float32, "layerNorm")
    self.x = x
    self.shape = shape
    self.weight = weight
    self.epsilon = epsilon
    rows = x.count / shape.count
  }

  func forward(_ bias: Tensor?) -> Tensor {
    let source = x.data.contiguous
    let (scale, shift) = (weight?.data.contiguous, bias?.data.contiguous)
    let result = Tensor.uninitialized(x.shape)
    let mean = Tensor.uninitialized([rows])
    let inverse = Tensor.uninitialized([rows])
    kernels_layer_norm(
      source.floats, rows, shape.count, epsilon, scale?.floats, shift?.floats, result.floats,
      mean.floats, inverse.floats)
    withExtendedLifetime((source, scale, shift)) {}
    return result.differentiable([x, weight, bias]) { gradient, needed in
      gradients(gradient, mean, inverse, needed)
    }
  }

  private func gradients(
    _ gradient: Tensor, _ mean: Tensor, _ inverse: Tensor, _ needed: [Bool]
  ) -> [Tensor?] {
    let outer = Array(0..<(x.rank - shape.rank))
    let isRecorded = gradient.isRecorded || x.isRecorded
    let normalized = isRecorded ? recordedNormalized() : normalized(mean, inverse)
    let dx =
      !needed[0]
      ? nil
      : isRecorded ? recordedInputGradient(gradient) : inputGradient(gradient, mean, inverse)
    return [
      dx, needed[1] ? (gradient * normalized).sum(dims: outer) : nil,
      needed[2] ? gradient.sum(dims: outer) : nil,
    ]
  }

  private func normalized(_ mean: Tensor, _ inverse: Tensor) -> Tensor {
    let rowsOfX = x.detached().reshaped(to: [rows, shape.count])
    return ((rowsOfX - mean.unsqueezed(1)) * inverse.unsqueezed(1)).reshaped(to: x.shape)
  }

  private func inputGradient(_ gradient: Tensor, _ mean: Tensor, _ inverse: Tensor) -> Tensor {
    let (source, outer) = (x.data.contiguous, gradient.data.contiguous)
    let scale = weight?.data.contiguous
    let dx = Tensor.uninitialized(x.shape)
    kernels_layer_norm_gradient(
      source.floats, outer.floats, rows, shape.count, scale?.floats, mean.floats, inverse.floats,
      dx.floats)
    withExtendedLifetime((source, outer, scale)) {}
    return dx
  }

  private var normalizedDims: [Int] { Array((x.rank - shape.rank)..<x.rank) }

  private func recordedInverse() -> (centered: Tensor, inverse: Tensor) {
    let centered = x - x.mean(dims: normalizedDims, keepDim: true)
    return (
      centered, 1 / sqrt(square(centered).mean(dims: normalizedDims, keepDim: true) + epsilon)
    )
  }

  private func recordedNormalized() -> Tensor {
    let (centered, inverse) = recordedInverse()
    return centered * inverse
  }

  private func recordedInputGradient(_ gradient: Tensor) -> Tensor {
    let (centered, inverse) = recordedInverse()
    let normalized = centered * inverse
    let scaled = weight.map { gradient * $0 } ?? gradient
    return inverse
      * (scaled - scaled.mean(dims: normalizedDims, keepDim: true)
        - normalized * (scaled * normalized).mean(dims: normalizedDims, keepDim: true))
  }
}

/// Normalises each group of channels of each image, then scales and shifts each channel.
///
/// Source: Wu and He, "Group Normalization" (2018).
///
/// - Parameters:
///   - x: `[batch, channels, …]`.
///   - groups: Into so many groups the channels are divided.
///   - weight: The scale of each channel, `[channels]`; 1 if nil.
///   - bias: The shift of each channel, `[channels]`; 0 if nil.
public func groupNorm(
  _ x: Tensor, groups: Int, weight: Tensor? = nil, bias: Tensor? = nil, epsilon: Float = 1e-5
) -> Tensor {
  let channels = x.rank > 1 ? x.shape[1] : 0
  guard groups > 0, channels > 0, channels % groups == 0 else {
    shapeError("groupNorm: \(groups) groups don't divide the channels of \(x.shape) evenly")
  }
  requireFloats([channels], in: weight, "weight", of: "groupNorm(\(groups))")
  requireFloats([channels], in: bias, "bias", of: "groupNorm(\(groups))")
  let rows = x.reshaped(to: [x.shape[0] * groups, x.count / max(x.shape[0] * groups, 1)])
  let normalized = layerNorm(rows, normalizedShape: [rows.shape[1]], epsilon: epsilon)
    .reshaped(to: x.shape)
  let shape = channelShape(channels, rank: x.rank)
  let scaled = weight.map { normalized * $0.reshaped(to: shape) } ?? normalized
  return bias.map { scaled + $0.reshaped(to: shape) } ?? scaled
}
