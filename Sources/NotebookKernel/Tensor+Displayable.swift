import DeepLearning
import NotebookDisplay

extension Tensor: Displayable {
  /// A small vector or matrix as a table; what is shaped like pictures as such; NumPy's text of
  /// everything else, and in any case where there is only text.
  public var mimeBundle: MIMEBundle {
    guard !isMeta else { return MIMEBundle(plain: description) }
    if let pictures = TensorPictures(self) {
      return MIMEBundle(plain: pictures.description, role: .figure)
        .adding(pictures.image.png, as: .png)
    }
    let text = MIMEBundle(plain: description)
    guard let table = TensorTable(self) else { return text }
    return MIMEBundle(plain: description, role: .table).adding(table.html, as: .html)
  }
}

/// A vector as a row, or a matrix, with indices at the edges.
private struct TensorTable {
  private static let limit = Size2D(20, 10)

  let html: String

  init?(_ tensor: Tensor) {
    guard 1...2 ~= tensor.rank, tensor.count > 0 else { return nil }
    let matrix = tensor.rank == 1 ? tensor.unsqueezed(0) : tensor
    let (rows, columns) = (matrix.shape[0], matrix.shape[1])
    guard rows <= Self.limit.height, columns <= Self.limit.width else { return nil }
    let cells = Self.cells(of: matrix)
    let isMatrix = tensor.rank == 2
    let table = Table(
      headers: (isMatrix ? [""] : []) + (0..<columns).map { "\($0)" },
      rows: (0..<rows).map { row in
        (isMatrix ? ["\(row)"] : []) + cells[row * columns..<(row + 1) * columns]
      },
      rowHeaders: isMatrix)
    guard let html = table.mimeBundle.text(.html) else { return nil }
    self.html = html
  }

  private static func cells(of matrix: Tensor) -> [Any?] {
    switch matrix.dtype {
    case .float32: matrix.scalars
    case .int32: matrix.int32Scalars
    case .bool: matrix.boolScalars
    }
  }
}

/// The pictures that a tensor holds: `[height, width]`, `[channels, height, width]` or a batch
/// `[count, channels, height, width]`, in grey or in red, green and blue, of at least 8×8 pixels.
///
/// Numbers from 0 to 1 are shown as they are. In three dimensions and more, others are stretched to
/// that range; two may be any matrix, which is no picture then.
private struct TensorPictures {
  private static let sides = 8...1024
  private static let limit = 64
  /// Smaller pictures are enlarged, pixel by pixel, until they are about so many pixels wide.
  private static let comfortableSide = 128
  private static let comfortableSideInGrid = 64

  let image: Image
  let description: String

  init?(_ tensor: Tensor) {
    guard tensor.dtype == .float32, let batch = Self.batch(tensor), batch.shape[0] > 0,
      batch.isFinite.allTrue()
    else { return nil }
    let (lowest, highest) = (batch.min().scalar, batch.max().scalar)
    let isInRange = lowest >= 0 && highest <= 1
    guard isInRange || tensor.rank > 2 else { return nil }
    let (count, height, width) = (batch.shape[0], batch.shape[2], batch.shape[3])
    let shown = batch[..<Swift.min(count, Self.limit)]
    let stretched =
      isInRange ? shown : (shown - lowest) / Swift.max(highest - lowest, .leastNormalMagnitude)
    image = Self.image(stretched)
    let number = count == 1 ? "picture" : "\(count) pictures"
    let omission = count > Self.limit ? ", the first \(Self.limit) of them" : ""
    let range = isInRange ? "" : ", numbers from \(lowest) to \(highest)"
    description = "\(number) of \(width)×\(height) pixels\(omission)\(range)"
  }

  private static func batch(_ tensor: Tensor) -> Tensor? {
    guard 2...4 ~= tensor.rank else { return nil }
    let shape = tensor.shape.dimensions
    let channels = shape.count > 2 ? shape[shape.count - 3] : 1
    let (height, width) = (shape[shape.count - 2], shape[shape.count - 1])
    guard channels == 1 || channels == 3, sides ~= height, sides ~= width else { return nil }
    // Matrices of data are long or wide.
    guard shape.count > 2 || max(height, width) <= 4 * min(height, width) else { return nil }
    let count = shape.count == 4 ? shape[0] : 1
    return tensor.detached().reshaped(to: [count, channels, height, width])
  }

  private static func image(_ batch: Tensor) -> Image {
    let side = max(batch.shape[2], batch.shape[3])
    let isGrid = batch.shape[0] > 1
    let factor = max((isGrid ? comfortableSideInGrid : comfortableSide) / side, 1)
    let enlarged = factor > 1 ? upsample(batch, scaleFactor: Double(factor)) : batch
    return isGrid ? Image.grid(enlarged) : Image(enlarged[0])
  }
}
