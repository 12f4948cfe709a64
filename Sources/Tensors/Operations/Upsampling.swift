internal import CKernels

/// How the elements of an enlarged image come from those of the original.
public enum UpsamplingMode: String, Hashable, Codable, Sendable {
  /// The nearest element towards the beginning.
  case nearest
  /// Linear interpolation between the four elements around.
  case bilinear
}

/// Images in another size, as PyTorch's `interpolate`.
///
/// Cost: in bilinear mode six multiplications, three additions and three subtractions, counted as
/// additions, for each element of the result; nothing in nearest mode.
///
/// - Parameters:
///   - x: Images, `[batch, channels, height, width]`.
///   - size: The size of the result; it may be smaller, too.
///   - alignCorners: Whether the centres of the corner elements stay where they are, rather than their
///     outer corners; of bilinear mode alone.
/// - Returns: `[batch, channels, size.height, size.width]`.
public func upsample(
  _ x: Tensor, to size: any Size2DConvertible, mode: UpsamplingMode = .nearest,
  alignCorners: Bool = false
) -> Tensor {
  let size = size.size2D
  let images = ImageBatch(x, of: "upsample(to \(size))")
  return Resampling(
    images, to: size, mode,
    rows: Interpolation(images.size.height, size.height, nil, mode, alignCorners),
    columns: Interpolation(images.size.width, size.width, nil, mode, alignCorners)
  ).resampled(x)
}

/// Images enlarged by a factor; the size of the result is rounded down. See
/// ``upsample(_:to:mode:alignCorners:)``.
public func upsample(
  _ x: Tensor, scaleFactor: Double, mode: UpsamplingMode = .nearest, alignCorners: Bool = false
) -> Tensor {
  let images = ImageBatch(x, of: "upsample(by \(scaleFactor))")
  guard scaleFactor > 0, scaleFactor.isFinite else {
    shapeError("upsample: the factor \(scaleFactor) is not positive")
  }
  let size = Size2D(
    Int(Double(images.size.height) * scaleFactor), Int(Double(images.size.width) * scaleFactor))
  return Resampling(
    images, to: size, mode,
    rows: Interpolation(images.size.height, size.height, scaleFactor, mode, alignCorners),
    columns: Interpolation(images.size.width, size.width, scaleFactor, mode, alignCorners)
  ).resampled(x)
}

/// Where the rows, or the columns, of a result lie in the source.
private struct Interpolation {
  private(set) var first: [Int32] = []
  private(set) var second: [Int32] = []
  /// What the second one has in the result, from 0 to 1.
  private(set) var part: [Float] = []

  /// - Parameter scaleFactor: That of the result's size, if it was given rather than the size.
  init(
    _ input: Int, _ output: Int, _ scaleFactor: Double?, _ mode: UpsamplingMode,
    _ alignCorners: Bool
  ) {
    guard input > 0, output > 0 else { return }
    // In single precision, as PyTorch does: a rounding decides which element is nearest.
    let step = scaleFactor.map { Float(1 / $0) } ?? Float(input) / Float(output)
    let alignedStep = output > 1 ? Float(input - 1) / Float(output - 1) : 0
    for index in 0..<output {
      let position: Float =
        switch mode {
        // These sizes are exact, whatever was said of the factor.
        case _ where output == input: Float(index)
        case .nearest where output == 2 * input: Float(index / 2)
        case .nearest: (Float(index) * step).rounded(.down)
        case .bilinear where alignCorners: Float(index) * alignedStep
        case .bilinear: max((Float(index) + 0.5) * step - 0.5, 0)
        }
      let low = min(Int(position), input - 1)
      first.append(Int32(low))
      second.append(Int32(mode == .nearest ? low : min(low + 1, input - 1)))
      part.append(mode == .nearest ? 0 : min(position - Float(low), 1))
    }
  }
}

/// The geometry of a change of size, and its two passes, which are each other's gradients.
private struct Resampling {
  private let input, output: Shape
  private let mode: UpsamplingMode
  private let rows, columns: Interpolation

  init(
    _ images: ImageBatch, to size: Size2D, _ mode: UpsamplingMode, rows: Interpolation,
    columns: Interpolation
  ) {
    guard images.size.area > 0, size.height > 0, size.width > 0 else {
      shapeError("upsample: images of \(images.size) to \(size); neither may be empty")
    }
    input = [images.count, images.channels, images.size.height, images.size.width]
    output = [images.count, images.channels, size.height, size.width]
    self.mode = mode
    self.rows = rows
    self.columns = columns
  }

  func resampled(_ x: Tensor) -> Tensor {
    OperationCounter.report(
      mode == .nearest ? .zero : OperationCount(multiplications: 6, additions: 6) * output.count)
    return transformed(x, to: output, "upsample") { source, result in
      withGeometry { kernels_resample($0, source, result) }
    }.differentiable(x) { gradient in spread(gradient) }
  }

  private func spread(_ gradient: Tensor) -> Tensor {
    transformed(gradient, to: input, "upsample") { source, result in
      withGeometry { kernels_resample_gradient($0, source, result) }
    }.differentiable(gradient) { second in resampled(second) }
  }

  private func withGeometry(_ body: (UnsafePointer<kernels_resampling>) -> Void) {
    rows.withKernelView { rows in
      columns.withKernelView { columns in
        var geometry = kernels_resampling(
          planes: input[0] * input[1], height: input[2], width: input[3],
          output_height: output[2], output_width: output[3], rows: rows, columns: columns)
        body(&geometry)
      }
    }
  }
}

extension Interpolation {
  fileprivate func withKernelView(_ body: (kernels_interpolation) -> Void) {
    first.withUnsafeBufferPointer { first in
      second.withUnsafeBufferPointer { second in
        part.withUnsafeBufferPointer { part in
          body(
            kernels_interpolation(
              first: first.baseAddress, second: second.baseAddress, part: part.baseAddress))
        }
      }
    }
  }
}
