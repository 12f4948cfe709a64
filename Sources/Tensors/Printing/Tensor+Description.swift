/// Prints as NumPy does: numbers aligned, with as few digits as tell them apart, eight behind the point
/// at most; lines of 75 columns; of more than 1000 elements only the first and last three along each
/// dimension.
extension Tensor: CustomStringConvertible {
  public var description: String {
    guard !isMeta else { return "Tensor.meta(\(shape), \(dtype))" }
    guard count > 0 else { return "[]" }
    return TensorText(self).text
  }
}

/// A tensor's text, by the rules of `numpy.array2string`.
private struct TensorText {
  private static let lineWidth = 75
  /// Beyond so many elements, only the ends of each dimension are shown.
  private static let threshold = 1000
  private static let edge = 3

  private let shape: Shape
  private let strides: [Int]
  private let cells: [Int: String]
  private let isAbbreviated: Bool

  init(_ tensor: Tensor) {
    shape = tensor.shape
    strides = TensorData.contiguousStrides(shape)
    isAbbreviated = tensor.count > Self.threshold
    var offsets: [Int] = []
    Self.visit(shape, strides, isAbbreviated, 0, 0) { offsets.append($0) }
    let texts = Self.texts(of: tensor, at: offsets)
    cells = Dictionary(uniqueKeysWithValues: Swift.zip(offsets, texts))
  }

  /// Calls `body` with the offset of each element that is shown.
  private static func visit(
    _ shape: Shape, _ strides: [Int], _ isAbbreviated: Bool, _ dimension: Int, _ offset: Int,
    _ body: (Int) -> Void
  ) {
    guard dimension < shape.rank else { return body(offset) }
    for case let index? in shown(shape[dimension], isAbbreviated) {
      visit(shape, strides, isAbbreviated, dimension + 1, offset + index * strides[dimension], body)
    }
  }

  /// The indices along a dimension that are shown; nil stands for those left out.
  private static func shown(_ size: Int, _ isAbbreviated: Bool) -> [Int?] {
    guard isAbbreviated, size > 2 * edge else { return Array(0..<size) }
    return Array(0..<edge) + [nil] + Array((size - edge)..<size)
  }

  private static func texts(of tensor: Tensor, at offsets: [Int]) -> [String] {
    switch tensor.dtype {
    case .int32:
      let scalars = tensor.int32Scalars
      let texts = offsets.map { "\(scalars[$0])" }
      let width = texts.map(\.count).max() ?? 0
      return texts.map { $0.leftPadded(to: width) }
    case .bool:
      let scalars = tensor.boolScalars
      let width = tensor.rank == 0 ? 0 : 5
      return offsets.map { (scalars[$0] ? "True" : "False").leftPadded(to: width) }
    case .float32:
      let scalars = tensor.scalars
      guard tensor.rank > 0 else { return [FloatText.scalar(scalars[0])] }
      return FloatText.column(offsets.map { scalars[$0] })
    }
  }

  var text: String {
    text(dimension: 0, offset: 0, indentation: " ", width: Self.lineWidth)
  }

  private func text(dimension: Int, offset: Int, indentation: String, width: Int) -> String {
    guard dimension < shape.rank else { return cells[offset]! }
    let parts = Self.shown(shape[dimension], isAbbreviated).map { index in
      index.map {
        text(
          dimension: dimension + 1, offset: offset + $0 * strides[dimension],
          indentation: indentation + " ", width: width - 1)
      } ?? "..."
    }
    guard dimension == shape.rank - 1 else {
      // An empty line for each dimension beyond the second.
      let lines = String(repeating: "\n", count: shape.rank - 1 - dimension)
      return "[" + parts.joined(separator: lines + indentation) + "]"
    }
    return "[" + wrapped(parts, indentation, width - 1).dropFirst(indentation.count) + "]"
  }

  private func wrapped(_ words: [String], _ indentation: String, _ width: Int) -> String {
    var done = ""
    var line = indentation
    for (index, word) in words.enumerated() {
      if line.count + word.count > width, line.count > indentation.count {
        while line.last == " " { line.removeLast() }
        done += line + "\n"
        line = indentation
      }
      line += word + (index < words.count - 1 ? " " : "")
    }
    return done + line
  }
}

extension String {
  func leftPadded(to width: Int) -> String {
    String(repeating: " ", count: Swift.max(width - count, 0)) + self
  }
}
