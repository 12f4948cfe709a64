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
  let output = pooled(x, by: window, operation: "maxPool2d")
  OperationCounter.report(
    OperationCount(comparisons: window.size.area - 1) * output.shape.count)
  return output
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
  let output = pooled(x, by: window, operation: "avgPool2d")
  OperationCounter.report(mean(of: window.size.area) * output.shape.count)
  return output
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
  OperationCounter.report(gridMeans(of: images.size, grid) * (images.count * images.channels))
  return .meta([images.count, images.channels, grid.height, grid.width])
}

private func pooled(_ x: Tensor, by window: SlidingWindow, operation name: String) -> Tensor {
  var operation: String { "\(name)(kernel \(window.size))" }
  let images = ImageBatch(x, of: operation)
  guard
    window.padding.height * 2 <= window.size.height, window.padding.width * 2 <= window.size.width
  else {
    shapeError("\(operation): padding \(window.padding) is more than half of the kernel")
  }
  let positions = window.positions(on: images.size, of: operation)
  return .meta([images.count, images.channels, positions.height, positions.width])
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
