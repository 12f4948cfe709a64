/// Prints as NumPy does: aligned columns, at most eight digits in all, large tensors with their middle left
/// out.
extension Tensor: CustomStringConvertible {
  public var description: String {
    guard !isMeta else { return "Tensor.meta(\(shape), \(dtype))" }
    guard count > 0 else { return "[], shape \(shape)" }
    return TensorText(self).text
  }
}

private struct TensorText {
  /// Beyond so many elements, only the ends of each dimension are shown.
  private static let threshold = 1000
  private static let edge = 3

  private let shape: Shape
  private let strides: [Int]
  private let cells: [Int: String]
  private let width: Int
  private let isAbbreviated: Bool

  init(_ tensor: Tensor) {
    shape = tensor.shape
    strides = TensorData.contiguousStrides(shape)
    isAbbreviated = tensor.count > Self.threshold
    var offsets: [Int] = []
    Self.collect(&offsets, shape, strides, isAbbreviated)
    let texts = Self.texts(of: tensor, at: offsets)
    cells = Dictionary(uniqueKeysWithValues: Swift.zip(offsets, texts))
    width = texts.map(\.count).max() ?? 0
  }

  var text: String { text(dimension: 0, offset: 0) }

  private func text(dimension: Int, offset: Int) -> String {
    guard dimension < shape.rank else { return padded(cells[offset]!) }
    let parts = Self.shown(shape[dimension], isAbbreviated).map { index in
      index.map { text(dimension: dimension + 1, offset: offset + $0 * strides[dimension]) }
        ?? "..."
    }
    if dimension == shape.rank - 1 { return "[" + parts.joined(separator: " ") + "]" }
    // NumPy leaves a line for each dimension beyond the second, and indents by depth.
    let lines = String(repeating: "\n", count: shape.rank - 1 - dimension)
    let indentation = String(repeating: " ", count: dimension + 1)
    return "[" + parts.joined(separator: lines + indentation) + "]"
  }

  private func padded(_ text: String) -> String {
    String(repeating: " ", count: width - text.count) + text
  }

  /// The indices along a dimension that are shown; nil stands for those left out.
  private static func shown(_ size: Int, _ isAbbreviated: Bool) -> [Int?] {
    guard isAbbreviated, size > 2 * edge else { return Array(0..<size) }
    return Array(0..<edge) + [nil] + Array((size - edge)..<size)
  }

  private static func collect(
    _ offsets: inout [Int], _ shape: Shape, _ strides: [Int], _ isAbbreviated: Bool
  ) {
    func visit(_ dimension: Int, _ offset: Int) {
      guard dimension < shape.rank else { return offsets.append(offset) }
      for case let index? in shown(shape[dimension], isAbbreviated) {
        visit(dimension + 1, offset + index * strides[dimension])
      }
    }
    visit(0, 0)
  }

  private static func texts(of tensor: Tensor, at offsets: [Int]) -> [String] {
    switch tensor.dtype {
    case .int32:
      let scalars = tensor.int32Scalars
      return offsets.map { "\(scalars[$0])" }
    case .bool:
      let scalars = tensor.boolScalars
      return offsets.map { "\(scalars[$0])" }
    case .float32:
      let scalars = tensor.scalars
      return FloatColumn(offsets.map { scalars[$0] }).texts
    }
  }
}

/// Floats that are printed alike: with a common number of decimals, or all with an exponent.
struct FloatColumn {
  let texts: [String]

  init(_ values: [Float]) {
    let magnitudes = values.filter(\.isFinite).map { Swift.abs($0) }.filter { $0 > 0 }
    let (largest, smallest) = (magnitudes.max() ?? 0, magnitudes.min() ?? 0)
    // NumPy's rule for scientific notation.
    let isScientific =
      largest >= 1e8 || (smallest > 0 && (smallest < 1e-4 || largest / smallest > 1e3 * 1e3))
    texts = isScientific ? values.map(Self.scientific) : Self.fixed(values)
  }

  private static func fixed(_ values: [Float]) -> [String] {
    let decimals = values.filter(\.isFinite).map(decimalsNeeded).max() ?? 0
    return values.map { value in
      guard value.isFinite else { return special(value) }
      return decimals == 0
        ? "\(FixedPoint(value, decimals: 0))." : "\(FixedPoint(value, decimals: decimals))"
    }
  }

  /// The digits behind the point of the shortest text that reads back as the same float, 8 at most.
  private static func decimalsNeeded(_ value: Float) -> Int {
    let text = "\(FixedPoint(value, decimals: 8))"
    let digits = text.split(separator: ".").last ?? ""
    let shortest = "\(Swift.abs(value))"
    if !shortest.contains("e"), let fraction = shortest.split(separator: ".").last {
      return fraction == "0" ? 0 : Swift.min(fraction.count, 8)
    }
    return 8 - digits.reversed().prefix { $0 == "0" }.count
  }

  private static func scientific(_ value: Float) -> String {
    guard value.isFinite else { return special(value) }
    guard value != 0 else { return "0.0000000e+00" }
    var exponent = 0
    var mantissa = Double(Swift.abs(value))
    while mantissa >= 10 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
    while mantissa < 1 { (mantissa, exponent) = (mantissa * 10, exponent - 1) }
    let sign = value < 0 ? "-" : ""
    let power = Swift.abs(exponent)
    return sign + "\(FixedPoint(Float(mantissa), decimals: 7))e" + (exponent < 0 ? "-" : "+")
      + (power < 10 ? "0\(power)" : "\(power)")
  }

  private static func special(_ value: Float) -> String {
    value.isNaN ? "nan" : value < 0 ? "-inf" : "inf"
  }
}

/// A float with a fixed number of decimals.
private struct FixedPoint: CustomStringConvertible {
  let description: String

  init(_ value: Float, decimals: Int) {
    let scale = (0..<decimals).reduce(1.0) { product, _ in product * 10 }
    let scaled = (Double(Swift.abs(value)) * scale).rounded(.toNearestOrEven)
    let whole = UInt64(scaled / scale)
    let rest = UInt64(scaled - Double(whole) * scale)
    let sign = value < 0 && scaled > 0 ? "-" : ""
    let digits = "\(rest)"
    let zeros = String(repeating: "0", count: Swift.max(0, decimals - digits.count))
    description = decimals == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(zeros)\(digits)"
  }
}
