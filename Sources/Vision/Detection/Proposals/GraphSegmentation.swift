import Tensors

/// Cuts an image into regions that look alike inside: neighbouring pixels are joined, the most similar
/// first, unless their difference is large by the measure of the regions that they belong to.
///
/// Source: Felzenszwalb and Huttenlocher, "Efficient Graph-Based Image Segmentation" (2004).
public struct GraphSegmentation: Hashable, Sendable {
  /// How large a difference a small region bears: the larger, the larger the regions. In steps of 1/255.
  public var scale: Float
  /// How much the image is smoothed before, in pixels.
  public var sigma: Float
  /// Smaller regions are joined with a neighbour, in pixels.
  public var minimumSize: Int

  public init(scale: Float = 100, sigma: Float = 0.8, minimumSize: Int = 20) {
    self.scale = scale
    self.sigma = sigma
    self.minimumSize = minimumSize
  }

  /// The number of the region that each pixel belongs to, from 0 in the order in which rows meet them,
  /// `[height, width]`.
  ///
  /// - Parameter image: `[channels, height, width]`, with values from 0 to 1.
  public func segments(_ image: Tensor) -> Tensor {
    guard image.rank == 3 else {
      shapeError("GraphSegmentation: \(image.shape), expected [channels, height, width]")
    }
    let size = Size2D(image.shape[1], image.shape[2])
    let edges = edges(smoothed(image, sigma: sigma), size)
    var forest = Forest(count: size.area)
    var thresholds = [Float](repeating: scale, count: size.area)
    for edge in edges {
      let (a, b) = (forest.root(of: edge.a), forest.root(of: edge.b))
      guard a != b, edge.weight <= min(thresholds[a], thresholds[b]) else { continue }
      let root = forest.join(a, b)
      thresholds[root] = edge.weight + scale / Float(forest.sizes[root])
    }
    for edge in edges {
      let (a, b) = (forest.root(of: edge.a), forest.root(of: edge.b))
      if a != b, min(forest.sizes[a], forest.sizes[b]) < minimumSize { _ = forest.join(a, b) }
    }
    return Tensor(forest.numbers(), shape: [size.height, size.width])
  }

  private struct Edge {
    let a, b: Int
    let weight: Float
  }

  /// Each pixel with its eight neighbours, by growing difference; of equal ones, in reading order.
  private func edges(_ image: Tensor, _ size: Size2D) -> [Edge] {
    let values = image.scalars.map { $0 * 255 }
    let channels = image.shape[0]
    var edges: [Edge] = []
    edges.reserveCapacity(4 * size.area)
    for row in 0..<size.height {
      for column in 0..<size.width {
        for (down, right) in [(0, 1), (1, 0), (1, 1), (-1, 1)] {
          let (y, x) = (row + down, column + right)
          guard 0..<size.height ~= y, x < size.width else { continue }
          let (a, b) = (row * size.width + column, y * size.width + x)
          var squares: Float = 0
          for channel in 0..<channels {
            let difference = values[channel * size.area + a] - values[channel * size.area + b]
            squares += difference * difference
          }
          edges.append(Edge(a: a, b: b, weight: squares.squareRoot()))
        }
      }
    }
    // Numbers that are not negative are ordered as their bits are.
    let order = edges.indices
      .map { UInt64(edges[$0].weight.bitPattern) << 32 | UInt64($0) }.sorted()
    return order.map { edges[Int($0 & 0xFFFF_FFFF)] }
  }
}

/// An image smoothed by a Gaussian; at its edges, what lies beyond is like the edge.
func smoothed(_ image: Tensor, sigma: Float) -> Tensor {
  guard sigma > 0 else { return image }
  let radius = Int((4 * sigma).rounded(.up))
  let places = Tensor.arange(Float(-radius), Float(radius) + 1)
  let bell = exp(square(places) / (-2 * sigma * sigma))
  let kernel = bell / bell.sum()
  let channels = image.unsqueezed(1)
  func padded(_ x: Tensor, _ dim: Int) -> Tensor {
    let last = x.shape[dim] - 1
    let indices = (-radius...last + radius).map { Int32(min(max($0, 0), last)) }
    return x.selected(Tensor(indices), dim: dim)
  }
  let rows = conv2d(padded(channels, 2), kernel.reshaped(to: [1, 1, kernel.count, 1]))
  return conv2d(padded(rows, 3), kernel.reshaped(to: [1, 1, 1, kernel.count])).squeezed(1)
}

/// Sets of pixels that are joined: union by size, with paths halved.
private struct Forest {
  private var parents: [Int]
  private(set) var sizes: [Int]

  init(count: Int) {
    parents = Array(0..<count)
    sizes = [Int](repeating: 1, count: count)
  }

  mutating func root(of element: Int) -> Int {
    var element = element
    while parents[element] != element {
      parents[element] = parents[parents[element]]
      element = parents[element]
    }
    return element
  }

  /// Joins two roots, and returns the new one.
  mutating func join(_ a: Int, _ b: Int) -> Int {
    let (root, child) = sizes[a] >= sizes[b] ? (a, b) : (b, a)
    parents[child] = root
    sizes[root] += sizes[child]
    return root
  }

  /// Of the set that each element belongs to.
  mutating func numbers() -> [Int32] {
    var known: [Int: Int32] = [:]
    return parents.indices.map { element in
      let root = root(of: element)
      if let number = known[root] { return number }
      let number = Int32(known.count)
      known[root] = number
      return number
    }
  }
}
