internal import CKernels

/// The maximum of each window.
///
/// Cost: height · width − 1 comparisons for each output. A window that reaches over the edge counts
/// in full.
///
/// - Parameters:
///   - x: Images, `[batch, channels, height, width]`.
///   - stride: The distance between windows; the size of the window if nil.
///   - ceilMode: Whether a last window that begins inside the image, but reaches beyond it, counts.
/// - Returns: `[batch, channels, positions of the window vertically, and horizontally]`.
public func maxPool2d(
  _ x: Tensor, kernelSize: any Size2DConvertible, stride: (any Size2DConvertible)? = nil,
  padding: any Size2DConvertible = 0, dilation: any Size2DConvertible = 1, ceilMode: Bool = false
) -> Tensor {
  let window = SlidingWindow(
    size: kernelSize.size2D, stride: (stride ?? kernelSize).size2D, padding: padding.size2D,
    dilation: dilation.size2D, ceilMode: ceilMode)
  let pooling = Pooling(x, by: window, operation: "maxPool2d")
  OperationCounter.report(
    OperationCount(comparisons: window.size.area - 1) * pooling.output.count)
  return pooling.max(x)
}

/// The mean of each window, padding included.
///
/// Cost: height · width − 1 additions and one division for each output; nothing if the window is a
/// single element. A window that reaches over the edge counts in full.
///
/// - Parameters:
///   - x: Images, `[batch, channels, height, width]`.
///   - stride: The distance between windows; the size of the window if nil.
///   - ceilMode: Whether a last window that begins inside the image, but reaches beyond it, counts.
/// - Returns: `[batch, channels, positions of the window vertically, and horizontally]`.
public func avgPool2d(
  _ x: Tensor, kernelSize: any Size2DConvertible, stride: (any Size2DConvertible)? = nil,
  padding: any Size2DConvertible = 0, ceilMode: Bool = false
) -> Tensor {
  let window = SlidingWindow(
    size: kernelSize.size2D, stride: (stride ?? kernelSize).size2D, padding: padding.size2D,
    dilation: Size2D(1, 1), ceilMode: ceilMode)
  let pooling = Pooling(x, by: window, operation: "avgPool2d")
  OperationCounter.report(mean(of: window.size.area) * pooling.output.count)
  return pooling.average(x)
}

/// The mean of each cell of a grid of `outputSize` that is laid over the image.
///
/// Row i of the grid reaches from ⌊i · height / rows⌋ to ⌈(i + 1) · height / rows⌉, and its columns
/// likewise, so that neighbours may overlap.
///
/// Cost: n − 1 additions and one division for the mean of n elements; nothing for a single element.
///
/// - Parameter x: Images, `[batch, channels, height, width]`.
/// - Returns: `[batch, channels, outputSize.height, outputSize.width]`.
public func adaptiveAvgPool2d(_ x: Tensor, outputSize: any Size2DConvertible) -> Tensor {
  let grid = outputSize.size2D
  var operation: String { "adaptiveAvgPool2d(\(grid))" }
  guard grid.height > 0, grid.width > 0 else {
    shapeError("\(operation): the output size must be positive")
  }
  let images = ImageBatch(x, of: operation)
  guard images.size.area > 0 else { shapeError("\(operation): input \(x.shape) has no pixels") }
  OperationCounter.report(gridMeans(of: images.size, grid) * (images.count * images.channels))
  let shape: Shape = [images.count, images.channels, grid.height, grid.width]
  return averageOnGrid(x, images, grid, shape)
}

private func averageOnGrid(
  _ x: Tensor, _ images: ImageBatch, _ grid: Size2D, _ shape: Shape
) -> Tensor {
  transformed(x, to: shape, "adaptiveAvgPool2d") { source, result in
    kernels_adaptive_average_pool(
      images.count * images.channels, images.size.height, images.size.width, grid.height,
      grid.width, source, result)
  }.differentiable(x) { [shape = x.shape] gradient in
    spreadFromGrid(gradient, images, grid, shape)
  }
}

private func spreadFromGrid(
  _ gradient: Tensor, _ images: ImageBatch, _ grid: Size2D, _ shape: Shape
) -> Tensor {
  transformed(gradient, to: shape, "adaptiveAvgPool2d") { source, result in
    kernels_adaptive_average_pool_gradient(
      images.count * images.channels, images.size.height, images.size.width, grid.height,
      grid.width, source, result)
  }.differentiable(gradient) { [shape = gradient.shape] second in
    averageOnGrid(second, images, grid, shape)
  }
}

/// The geometry of a pooling, and its passes.
private struct Pooling {
  let input, output: Shape
  private let geometry: kernels_pooling
  private let operation: StaticString

  init(_ x: Tensor, by window: SlidingWindow, operation name: StaticString) {
    operation = name
    var operation: String { "\(name)(kernel \(window.size))" }
    let images = ImageBatch(x, of: operation)
    guard
      window.padding.height * 2 <= window.size.height,
      window.padding.width * 2 <= window.size.width
    else {
      shapeError("\(operation): padding \(window.padding) is more than half of the kernel")
    }
    let positions = window.positions(on: images.size, of: operation)
    input = x.shape
    output = [images.count, images.channels, positions.height, positions.width]
    geometry = kernels_pooling(
      planes: images.count * images.channels, height: images.size.height,
      width: images.size.width, kernel_height: window.size.height,
      kernel_width: window.size.width, stride_height: window.stride.height,
      stride_width: window.stride.width, padding_height: window.padding.height,
      padding_width: window.padding.width, dilation_height: window.dilation.height,
      dilation_width: window.dilation.width, output_height: positions.height,
      output_width: positions.width)
  }

  func max(_ x: Tensor) -> Tensor {
    let indices =
      x.isRecorded && !x.isMeta ? TensorData(uninitialized: output, .int32) : nil
    // The gradient passes a relu where its output was positive; of pooled outputs, that is where the
    // result is. So the relu's own pass, over a larger tensor, can be left out.
    return run(x, to: output) { kernels_max_pool($0, $1, $2, indices?.int32s) }
      .differentiable(x) { gradient in
        maxGradient(gradient, indices!)
      } throughRelu: { gradient, pooled in
        maxGradient(wherePositive(pooled, gradient), indices!)
      }
  }

  private func maxGradient(_ gradient: Tensor, _ indices: TensorData) -> Tensor {
    run(gradient, to: input) { kernels_max_pool_gradient($0, $1, indices.int32s, $2) }
      .differentiable(gradient) { second in gathered(second, indices) }
  }

  private func gathered(_ second: Tensor, _ indices: TensorData) -> Tensor {
    run(second, to: output) { kernels_max_pool_gather($0, $1, indices.int32s, $2) }
      .differentiable(second) { gradient in maxGradient(gradient, indices) }
  }

  func average(_ x: Tensor) -> Tensor {
    run(x, to: output, kernels_average_pool)
      .differentiable(x) { gradient in averageGradient(gradient) }
  }

  private func averageGradient(_ gradient: Tensor) -> Tensor {
    run(gradient, to: input, kernels_average_pool_gradient)
      .differentiable(gradient) { second in average(second) }
  }

  private func run(
    _ x: Tensor, to shape: Shape,
    _ kernel: (
      UnsafePointer<kernels_pooling>?, UnsafePointer<Float>?, UnsafeMutablePointer<Float>?
    ) -> Void
  ) -> Tensor {
    transformed(x, to: shape, operation) { source, result in
      withUnsafePointer(to: geometry) { kernel($0, source, result) }
    }
  }
}

private func mean(of count: Int) -> OperationCount {
  count > 1 ? OperationCount(additions: count - 1, divisions: 1) : .zero
}

private func gridMeans(of image: Size2D, _ grid: Size2D) -> OperationCount {
  func lengths(_ total: Int, _ parts: Int) -> [Int] {
    (0..<parts).map { ($0 * total + total + parts - 1) / parts - $0 * total / parts }
  }
  let widths = lengths(image.width, grid.width)
  return lengths(image.height, grid.height).reduce(.zero) { sum, height in
    widths.reduce(sum) { $0 + mean(of: height * $1) }
  }
}
