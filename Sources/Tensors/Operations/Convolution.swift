internal import CKernels

/// Slides the kernels of `weight` over a batch of images.
///
/// Cost: an output is a sum of k = inputs / groups · height · width products, so k multiplications
/// and k − 1 additions; a bias takes one addition more.
///
/// - Parameters:
///   - x: Images, `[batch, inputs, height, width]`.
///   - weight: Kernels, `[outputs, inputs / groups, height, width]`.
///   - bias: `[outputs]`.
///   - groups: Inputs and outputs are split into so many groups, which don't see each other.
/// - Returns: `[batch, outputs, positions of the kernel vertically, and horizontally]`.
public func conv2d(
  _ x: Tensor, _ weight: Tensor, _ bias: Tensor? = nil, stride: any Size2DConvertible = 1,
  padding: any Size2DConvertible = 0, dilation: any Size2DConvertible = 1, groups: Int = 1
) -> Tensor {
  guard weight.shape.rank == 4 else {
    shapeError("conv2d: weight \(weight.shape), expected [outputs, inputs / groups, height, width]")
  }
  let outputs = weight.shape[0]
  let inputs = weight.shape[1] * groups
  let kernel = Size2D(weight.shape[2], weight.shape[3])
  var operation: String { "conv2d(\(inputs) → \(outputs), kernel \(kernel))" }

  guard groups > 0, outputs % groups == 0 else {
    shapeError("\(operation): \(groups) groups don't divide the outputs evenly")
  }
  requireFloats([outputs], in: bias, "bias", of: operation)
  let images = ImageBatch(x, of: operation)
  guard images.channels == inputs else {
    shapeError(
      "\(operation): input \(x.shape) has \(images.channels) channels, expected \(inputs)")
  }
  let window = SlidingWindow(
    size: kernel, stride: stride.size2D, padding: padding.size2D, dilation: dilation.size2D)
  let convolution = Convolution(
    input: x.shape, weight: weight.shape, window: window, groups: groups,
    positions: window.positions(on: images.size, of: operation))
  OperationCounter.report(
    weightedSums(
      convolution.output.count, of: weight.shape[1] * kernel.area, bias: bias != nil))
  return convolution.forward(x, weight, bias)
}

/// The transposed convolution, which spreads each input over a window of the output: the gradient of
/// ``conv2d(_:_:_:stride:padding:dilation:groups:)`` with respect to its input, used forwards.
///
/// Cost: each element of the input is multiplied by each element of its kernels and added to the
/// output; a bias takes one addition more for each output.
///
/// - Parameters:
///   - x: Images, `[batch, inputs, height, width]`.
///   - weight: Kernels, `[inputs, outputs / groups, height, width]`.
///   - bias: `[outputs]`.
///   - outputPadding: Added to one side of the output, since several sizes of it lead to the same
///     input.
/// - Returns: `[batch, outputs, (height − 1) · stride − 2 · padding + dilation · (kernel − 1) + 1 +
///   outputPadding, …]`.
public func convTranspose2d(
  _ x: Tensor, _ weight: Tensor, _ bias: Tensor? = nil, stride: any Size2DConvertible = 1,
  padding: any Size2DConvertible = 0, outputPadding: any Size2DConvertible = 0,
  dilation: any Size2DConvertible = 1, groups: Int = 1
) -> Tensor {
  guard weight.shape.rank == 4 else {
    shapeError(
      "convTranspose2d: weight \(weight.shape), expected [inputs, outputs / groups, height, width]")
  }
  let inputs = weight.shape[0]
  let outputs = weight.shape[1] * groups
  let window = SlidingWindow(
    size: Size2D(weight.shape[2], weight.shape[3]), stride: stride.size2D,
    padding: padding.size2D, dilation: dilation.size2D)
  var operation: String { "convTranspose2d(\(inputs) → \(outputs), kernel \(window.size))" }

  guard groups > 0, inputs % groups == 0 else {
    shapeError("\(operation): \(groups) groups don't divide the inputs evenly")
  }
  requireFloats([outputs], in: bias, "bias", of: operation)
  let images = ImageBatch(x, of: operation)
  guard images.channels == inputs else {
    shapeError(
      "\(operation): input \(x.shape) has \(images.channels) channels, expected \(inputs)")
  }
  let size = window.spread(images.size, outputPadding: outputPadding.size2D, of: operation)
  let convolution = Convolution(
    input: [images.count, outputs, size.height, size.width], weight: weight.shape, window: window,
    groups: groups, positions: images.size)
  OperationCounter.report(
    OperationCount(multiplications: 1, additions: 1) * (x.count * weight.count / max(inputs, 1))
      + OperationCount(additions: bias == nil ? 0 : convolution.input.count))
  let spread = convolution.inputGradient(x, weight)
  return bias.map { spread + $0.reshaped(to: [1, outputs, 1, 1]) } ?? spread
}

/// A convolution along one dimension; see ``conv2d(_:_:_:stride:padding:dilation:groups:)``.
///
/// - Parameters:
///   - x: `[batch, inputs, length]`.
///   - weight: `[outputs, inputs / groups, length of the kernel]`.
///   - bias: `[outputs]`.
/// - Returns: `[batch, outputs, positions of the kernel]`.
public func conv1d(
  _ x: Tensor, _ weight: Tensor, _ bias: Tensor? = nil, stride: Int = 1, padding: Int = 0,
  dilation: Int = 1, groups: Int = 1
) -> Tensor {
  guard x.rank == 3, weight.rank == 3 else {
    shapeError(
      "conv1d: input \(x.shape) and weight \(weight.shape), expected [batch, inputs, length] and "
        + "[outputs, inputs / groups, length]")
  }
  return conv2d(
    x.unsqueezed(2), weight.unsqueezed(2), bias, stride: Size2D(1, stride),
    padding: Size2D(0, padding), dilation: Size2D(1, dilation), groups: groups
  ).squeezed(2)
}

/// The geometry of a convolution, and its three passes. Each is linear in both of its operands, so
/// the passes are each other's gradients.
private struct Convolution {
  let input, weight, output: Shape
  private let geometry: kernels_convolution

  init(input: Shape, weight: Shape, window: SlidingWindow, groups: Int, positions: Size2D) {
    self.input = input
    self.weight = weight
    output = [input[0], weight[0], positions.height, positions.width]
    // In a transposed convolution, the weight's first dimension belongs to the given tensor, too.
    geometry = kernels_convolution(
      batch: input[0], inputs: input[1], outputs: weight[0], groups: groups, height: input[2],
      width: input[3], kernel_height: window.size.height, kernel_width: window.size.width,
      stride_height: window.stride.height, stride_width: window.stride.width,
      padding_height: window.padding.height, padding_width: window.padding.width,
      dilation_height: window.dilation.height, dilation_width: window.dilation.width,
      output_height: positions.height, output_width: positions.width)
  }

  func forward(_ x: Tensor, _ weight: Tensor, _ bias: Tensor?) -> Tensor {
    guard !x.isMeta, !weight.isMeta, bias?.isMeta != true else { return .meta(output) }
    Tensor.requireDType(.float32, x, weight, "convolution")
    let deferred = DeferredConvolution(
      geometry, x.data.contiguous, weight.data.contiguous, bias: bias?.data.contiguous)
    // Without the output, the graph leaves it to a relu that may follow to compute both at once.
    return Tensor(TensorData(deferred, output)).differentiable([x, weight, bias]) {
      gradient, needed in
      let (weightGradient, biasGradient) = weightAndBiasGradients(x, gradient, needed)
      return [needed[0] ? inputGradient(gradient, weight) : nil, weightGradient, biasGradient]
    }
  }

  private func weightAndBiasGradients(
    _ x: Tensor, _ gradient: Tensor, _ needed: [Bool]
  ) -> (Tensor?, Tensor?) {
    guard needed[1], needed[2], !x.isRecorded, !gradient.isRecorded else {
      return (
        needed[1] ? weightGradient(x, gradient) : nil,
        needed[2] ? gradient.sum(dims: [0, 2, 3]) : nil
      )
    }
    let bias = Tensor.uninitialized([weight[0]])
    let weight = computed(weight, x, gradient) { geometry, x, gradient, result in
      kernels_convolution_backward_weights(geometry, x, gradient, result, bias.floats)
    }
    return (weight, bias)
  }

  /// The gradient of the input, given that of the output.
  func inputGradient(_ gradient: Tensor, _ weight: Tensor) -> Tensor {
    computed(input, gradient, weight, kernels_convolution_backward_data)
      .differentiable(
        gradient, { second in forward(second, weight, nil) },
        weight, { second in weightGradient(second, gradient) })
  }

  /// The gradient of the weight, given that of the output.
  func weightGradient(_ x: Tensor, _ gradient: Tensor) -> Tensor {
    computed(weight, x, gradient) { geometry, x, gradient, result in
      kernels_convolution_backward_weights(geometry, x, gradient, result, nil)
    }.differentiable(
      x, { second in inputGradient(gradient, second) },
      gradient, { second in forward(x, second, nil) })
  }

  private typealias Kernel = (
    UnsafePointer<kernels_convolution>?, UnsafePointer<Float>?, UnsafePointer<Float>?,
    UnsafeMutablePointer<Float>?
  ) -> Void

  private func computed(
    _ shape: Shape, _ a: Tensor, _ b: Tensor, _ kernel: Kernel
  ) -> Tensor {
    Tensor.requireDType(.float32, a, b, "convolution")
    guard !a.isMeta, !b.isMeta else { return .meta(shape) }
    let (left, right) = (a.data.contiguous, b.data.contiguous)
    let result = Tensor.uninitialized(shape)
    withUnsafePointer(to: geometry) { kernel($0, left.floats, right.floats, result.floats) }
    withExtendedLifetime((left, right)) {}
    return result
  }
}
