/// The dimensions of a tensor, outermost first; images are `[batch, channels, height, width]`.
public struct Shape: Hashable, Codable, Sendable {
  public let dimensions: [Int]

  public init(_ dimensions: [Int]) {
    if let negative = dimensions.first(where: { $0 < 0 }) {
      shapeError("Shape\(dimensions): \(negative) is not a dimension")
    }
    var count = 1
    for dimension in dimensions {
      let (product, overflows) = count.multipliedReportingOverflow(by: dimension)
      guard !overflows, product <= Int.max / 8 else {
        shapeError("Shape\(dimensions): too many elements")
      }
      count = product
    }
    self.dimensions = dimensions
  }

  /// The number of dimensions: 0 for a scalar, 2 for a matrix.
  public var rank: Int { dimensions.count }

  /// The number of elements of a tensor of this shape.
  public var count: Int { dimensions.reduce(1, *) }

  /// A dimension; -1 is the last one.
  public subscript(index: Int) -> Int { dimensions[dimension(at: index, of: "shape")] }

  /// The dimension that `index` means when negative indices count from the end: -1 is the last.
  package func dimension(at index: Int, of operation: String) -> Int {
    let dimension = index < 0 ? index + rank : index
    guard dimensions.indices.contains(dimension) else {
      shapeError("\(operation): \(self) has no dimension \(index)")
    }
    return dimension
  }
}

extension Shape {
  /// This shape with one dimension more, the innermost.
  package func appending(_ dimension: Int) -> Shape { Shape(dimensions + [dimension]) }

  /// This shape without a dimension, or with it kept as 1.
  package func removing(_ dimension: Int, keep: Bool = false) -> Shape {
    var dimensions = dimensions
    if keep { dimensions[dimension] = 1 } else { dimensions.remove(at: dimension) }
    return Shape(dimensions)
  }

  /// This shape with a dimension of another size.
  package func replacing(_ dimension: Int, by size: Int) -> Shape {
    var dimensions = dimensions
    dimensions[dimension] = size
    return Shape(dimensions)
  }

  /// The numbers of elements outside of, along, and inside of a dimension, for loops in memory order.
  func split(at dimension: Int) -> (outer: Int, size: Int, inner: Int) {
    (
      dimensions[..<dimension].reduce(1, *), dimensions[dimension],
      dimensions[(dimension + 1)...].reduce(1, *)
    )
  }
}

extension Shape: ExpressibleByArrayLiteral {
  public init(arrayLiteral dimensions: Int...) { self.init(dimensions) }
}

extension Shape: CustomStringConvertible {
  /// `[1, 64, 55, 55]`, as PyTorch writes it.
  public var description: String { dimensions.description }
}
