/// The dimensions of a batch of images, `[batch, channels, height, width]`.
struct ImageBatch {
  let count, channels: Int
  let size: Size2D

  /// Reads the shape of `x`, the input of `operation`.
  init(_ x: Tensor, of operation: String) {
    guard x.shape.rank == 4 else {
      shapeError(
        "\(operation): input \(x.shape) has \(x.shape.rank) dimensions, "
          + "expected [batch, channels, height, width]")
    }
    count = x.shape[0]
    channels = x.shape[1]
    size = Size2D(x.shape[2], x.shape[3])
  }
}

/// A window that slides over images: the geometry that convolution and pooling share.
struct SlidingWindow {
  let size, stride, padding, dilation: Size2D
  /// Whether a last window that begins inside the image, but reaches beyond it, counts.
  var ceilMode = false

  /// The number of positions of the window on an image of size `input`.
  func positions(on input: Size2D, of operation: String) -> Size2D {
    check(operation)
    let positions = Size2D(
      Self.positions(
        input.height, size.height, stride.height, padding.height, dilation.height, ceilMode),
      Self.positions(input.width, size.width, stride.width, padding.width, dilation.width, ceilMode)
    )
    guard positions.height > 0, positions.width > 0 else {
      shapeError(
        "\(operation): the kernel \(size) with dilation \(dilation) does not fit "
          + "the image \(input) with padding \(padding)")
    }
    return positions
  }

  private func check(_ operation: String) {
    func both(_ size: Size2D, _ isFine: (Int) -> Bool) -> Bool {
      isFine(size.height) && isFine(size.width)
    }
    guard both(size, { $0 > 0 }), both(stride, { $0 > 0 }), both(dilation, { $0 > 0 }) else {
      shapeError(
        "\(operation): kernel \(size), stride \(stride) and dilation \(dilation) must be positive")
    }
    guard both(padding, { $0 >= 0 }) else {
      shapeError("\(operation): padding \(padding) must not be negative")
    }
  }

  /// ⌊(input + 2·padding − dilation·(size − 1) − 1) / stride⌋ + 1, or with ⌈ ⌉ in ceil mode, where
  /// a window that would begin in the padding beyond the image is left out.
  /// Source: the documentation of PyTorch's `Conv2d` and `MaxPool2d`.
  private static func positions(
    _ input: Int, _ size: Int, _ stride: Int, _ padding: Int, _ dilation: Int, _ ceilMode: Bool
  ) -> Int {
    let span = input + 2 * padding - dilation * (size - 1) - 1 + (ceilMode ? stride - 1 : 0)
    guard span >= 0 else { return 0 }
    let positions = span / stride + 1
    let lastBeginsBeyond = ceilMode && (positions - 1) * stride >= input + padding
    return lastBeginsBeyond ? positions - 1 : positions
  }

  /// The size of the image whose positions of this window are `positions`, as a transposed
  /// convolution needs it. Source: the documentation of PyTorch's `ConvTranspose2d`.
  func spread(_ positions: Size2D, outputPadding: Size2D, of operation: String) -> Size2D {
    check(operation)
    func spread(
      _ positions: Int, _ size: Int, _ stride: Int, _ padding: Int, _ dilation: Int, _ extra: Int
    ) -> Int {
      guard 0 <= extra, extra < Swift.max(stride, dilation) else {
        shapeError("\(operation): output padding \(outputPadding) must be less than the stride")
      }
      return (positions - 1) * stride - 2 * padding + dilation * (size - 1) + 1 + extra
    }
    let image = Size2D(
      spread(
        positions.height, size.height, stride.height, padding.height, dilation.height,
        outputPadding.height),
      spread(
        positions.width, size.width, stride.width, padding.width, dilation.width,
        outputPadding.width))
    guard positions.height > 0, positions.width > 0, image.height > 0, image.width > 0 else {
      shapeError("\(operation): the image \(positions) gives an output of \(image)")
    }
    return image
  }
}
