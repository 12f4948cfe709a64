import Tensors

/// A region of an image, and what it looks like.
struct ImageRegion {
  /// In pixels.
  var size = 0
  /// The first and the last row and column.
  var top = Int.max
  var left = Int.max
  var bottom = Int.min
  var right = Int.min
  /// How often each colour occurs, in ``colorBins`` steps of each channel; the sum is 1.
  var colors: [Float]
  /// How often differences of each size occur in each direction, likewise.
  var textures: [Float]

  static let colorBins = 25
  static let textureBins = 10

  var box: BoundingBox {
    BoundingBox(
      xMin: Double(left), yMin: Double(top), xMax: Double(right + 1), yMax: Double(bottom + 1))
  }

  func joined(with other: ImageRegion) -> ImageRegion {
    let total = size + other.size
    let (own, others) = (Float(size) / Float(total), Float(other.size) / Float(total))
    func mixed(_ a: [Float], _ b: [Float]) -> [Float] { zip(a, b).map { $0 * own + $1 * others } }
    return ImageRegion(
      size: total, top: min(top, other.top), left: min(left, other.left),
      bottom: max(bottom, other.bottom), right: max(right, other.right),
      colors: mixed(colors, other.colors), textures: mixed(textures, other.textures))
  }

  /// How alike two regions are, and how well they fit together: small ones first, and those that leave
  /// no holes in the box around both. From 0 to 4.
  func similarity(to other: ImageRegion, imageSize: Int) -> Float {
    func common(_ a: [Float], _ b: [Float]) -> Float {
      zip(a, b).reduce(0) { $0 + min($1.0, $1.1) }
    }
    let height = max(bottom, other.bottom) - min(top, other.top) + 1
    let width = max(right, other.right) - min(left, other.left) + 1
    let sizes = Float(size + other.size)
    return common(colors, other.colors) + common(textures, other.textures)
      + (1 - sizes / Float(imageSize)) + (1 - (Float(height * width) - sizes) / Float(imageSize))
  }
}

/// Joins the regions of an image, the most similar neighbours first, until one is left.
struct RegionGrouping {
  private struct Pair {
    let a, b: Int
    let similarity: Float
  }

  /// Those at the beginning, then those that came about, in this order.
  private(set) var regions: [ImageRegion]
  private var pairs: [Pair]
  private let imageSize: Int

  /// - Parameters:
  ///   - image: `[channels, height, width]`, with values from 0 to 1.
  ///   - segments: The number of each pixel's region, `[height, width]`.
  init(_ image: Tensor, _ segments: Tensor) {
    let numbers = segments.int32Scalars.map { Int($0) }
    let size = Size2D(segments.shape[0], segments.shape[1])
    let looks = RegionLooks(image, numbers, size)
    regions = looks.regions
    imageSize = size.area
    pairs = []
    for (a, b) in Self.neighbours(numbers, size) { pairs.append(pair(a, b)) }
  }

  /// Pairs of regions with pixels that touch at their sides, the smaller number first, sorted.
  private static func neighbours(_ numbers: [Int], _ size: Size2D) -> [(Int, Int)] {
    var known: Set<SIMD2<Int>> = []
    for row in 0..<size.height {
      for column in 0..<size.width {
        let index = row * size.width + column
        for (isInside, other) in [
          (column + 1 < size.width, index + 1), (row + 1 < size.height, index + size.width),
        ] where isInside && numbers[index] != numbers[other] {
          let (a, b) = (numbers[index], numbers[other])
          known.insert(SIMD2(min(a, b), max(a, b)))
        }
      }
    }
    return known.map { ($0.x, $0.y) }.sorted { $0 < $1 }
  }

  private func pair(_ a: Int, _ b: Int) -> Pair {
    Pair(a: a, b: b, similarity: regions[a].similarity(to: regions[b], imageSize: imageSize))
  }

  mutating func joinAll() {
    while let best = pairs.indices.max(by: { pairs[$0].similarity < pairs[$1].similarity }) {
      let (a, b) = (pairs[best].a, pairs[best].b)
      regions.append(regions[a].joined(with: regions[b]))
      var neighbours: Set<Int> = []
      for pair in pairs {
        if [a, b].contains(pair.a) { neighbours.insert(pair.b) }
        if [a, b].contains(pair.b) { neighbours.insert(pair.a) }
      }
      pairs.removeAll { [a, b].contains($0.a) || [a, b].contains($0.b) }
      let new = regions.count - 1
      for other in neighbours.subtracting([a, b]).sorted() { pairs.append(pair(other, new)) }
    }
  }
}

/// Counts the colours and textures of regions.
private struct RegionLooks {
  private(set) var regions: [ImageRegion]

  init(_ image: Tensor, _ numbers: [Int], _ size: Size2D) {
    let channels = image.shape[0]
    let count = (numbers.max() ?? -1) + 1
    let empty = ImageRegion(
      colors: [Float](repeating: 0, count: channels * ImageRegion.colorBins),
      textures: [Float](
        repeating: 0, count: channels * Self.directions.count * ImageRegion.textureBins))
    regions = [ImageRegion](repeating: empty, count: count)
    let values = smoothed(image, sigma: 1).scalars
    let colors = image.scalars
    for row in 0..<size.height {
      for column in 0..<size.width {
        let pixel = row * size.width + column
        let number = numbers[pixel]
        regions[number].size += 1
        regions[number].top = min(regions[number].top, row)
        regions[number].left = min(regions[number].left, column)
        regions[number].bottom = max(regions[number].bottom, row)
        regions[number].right = max(regions[number].right, column)
        for channel in 0..<channels {
          let color = Self.bin(colors[channel * size.area + pixel], ImageRegion.colorBins)
          regions[number].colors[channel * ImageRegion.colorBins + color] += 1
          let slope = Self.slope(values, channel * size.area, row, column, size)
          for (index, direction) in Self.directions.enumerated() {
            let bin = Self.bin(
              (slope * direction).sum() * Self.steepness, ImageRegion.textureBins)
            let first = (channel * Self.directions.count + index) * ImageRegion.textureBins
            regions[number].textures[first + bin] += 1
          }
        }
      }
    }
    for index in regions.indices { regions[index].normalize() }
  }

  private static let diagonal = Float(0.5).squareRoot()
  /// Eight directions, 45° apart.
  private static let directions: [SIMD2<Float>] = [
    [1, 0], [diagonal, diagonal], [0, 1], [-diagonal, diagonal],
    [-1, 0], [-diagonal, -diagonal], [0, -1], [diagonal, -diagonal],
  ]
  /// A smoothed edge rises by a fraction of its height from pixel to pixel.
  private static let steepness: Float = 3

  /// The step that a value from 0 to 1 lies in; what lies beyond is in the first or last one.
  private static func bin(_ value: Float, _ count: Int) -> Int {
    Int(min(max(value * Float(count), 0), Float(count - 1)))
  }

  /// Half the differences of the neighbours at both sides.
  private static func slope(
    _ values: [Float], _ plane: Int, _ row: Int, _ column: Int, _ size: Size2D
  ) -> SIMD2<Float> {
    func value(_ row: Int, _ column: Int) -> Float {
      let (y, x) = (min(max(row, 0), size.height - 1), min(max(column, 0), size.width - 1))
      return values[plane + y * size.width + x]
    }
    return SIMD2(
      value(row, column + 1) - value(row, column - 1),
      value(row + 1, column) - value(row - 1, column)) / 2
  }
}

extension ImageRegion {
  fileprivate mutating func normalize() {
    func normalized(_ counts: [Float]) -> [Float] {
      let sum = counts.reduce(0, +)
      return sum > 0 ? counts.map { $0 / sum } : counts
    }
    colors = normalized(colors)
    textures = normalized(textures)
  }
}
