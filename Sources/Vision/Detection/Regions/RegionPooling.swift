import Tensors

/// The maximum of each cell of a grid that is laid over each region, as torchvision's `roi_pool`.
///
/// A region's edges are rounded to positions of the map, and the cells' edges outwards, so that
/// neighbours overlap. Cells that lie outside are 0.
///
/// Cost: n − 1 comparisons for the maximum of n elements.
///
/// Source: Girshick, "Fast R-CNN" (2015), 2.1.
///
/// - Parameters:
///   - x: Maps of features, `[batch, channels, height, width]`.
///   - regions: The boxes in each image, `[count, 4]` each, in pixels of the image.
///   - scale: The size of the maps divided by that of the images.
/// - Returns: `[regions of all images, channels, outputSize.height, outputSize.width]`.
public func roiPool(
  _ x: Tensor, _ regions: [Tensor], outputSize: any Size2DConvertible, scale: Float
) -> Tensor {
  let pooling = RegionGrid(x, regions, outputSize.size2D, "roiPool")
  guard !pooling.isMeta else {
    // How large the regions are is not known: as if their cells had one element each.
    return .meta(pooling.shape)
  }
  let largest = pooling.largest(in: x, scale: scale)
  OperationCounter.report(OperationCount(comparisons: largest.comparisons))
  let isInside = largest.indices.map { $0 >= 0 }
  let picked = x.flattened().selected(Tensor(largest.indices.map { max($0, 0) }))
    .reshaped(to: pooling.shape)
  guard isInside.contains(false) else { return picked }
  return Tensor.where(Tensor(isInside, shape: pooling.shape), picked, .zeros([]))
}

/// The mean of points on a grid within each cell of a grid that is laid over each region, as
/// torchvision's `roi_align`: nothing is rounded, a point takes in its four neighbours by bilinear
/// interpolation.
///
/// Cost: four multiplications and four additions for each point, one division for each mean.
///
/// Source: He et al., "Mask R-CNN" (2017), 3.
///
/// - Parameters:
///   - x: Maps of features, `[batch, channels, height, width]`.
///   - regions: The boxes in each image, `[count, 4]` each, in pixels of the image.
///   - scale: The size of the maps divided by that of the images.
///   - samplingRatio: The number of points along each side of a cell; as many as it has elements,
///     rounded up, if nil.
///   - aligned: Whether an element's place is its centre, not its corner: half a pixel's difference.
/// - Returns: `[regions of all images, channels, outputSize.height, outputSize.width]`.
public func roiAlign(
  _ x: Tensor, _ regions: [Tensor], outputSize: any Size2DConvertible, scale: Float = 1,
  samplingRatio: Int? = nil, aligned: Bool = false
) -> Tensor {
  let pooling = RegionGrid(x, regions, outputSize.size2D, "roiAlign")
  if let samplingRatio, samplingRatio < 1 {
    shapeError("roiAlign: \(samplingRatio) points along a cell")
  }
  guard !pooling.isMeta else {
    let points = pooling.shape.count * (samplingRatio ?? 1) * (samplingRatio ?? 1)
    OperationCounter.report(interpolation(points: points, means: pooling.shape.count))
    return .meta(pooling.shape)
  }
  let aligned = pooling.regions.indices.map { image in
    pooling.aligned(x, image: image, scale, samplingRatio, aligned)
  }
  OperationCounter.report(
    interpolation(
      points: aligned.reduce(0) { $0 + $1.points } * pooling.shape[1], means: pooling.shape.count))
  return OperationCounter.paused { Tensor.concatenate(aligned.map { $0.values() }) }
}

private func interpolation(points: Int, means: Int) -> OperationCount {
  OperationCount(multiplications: 4, additions: 4) * points + OperationCount(divisions: 1) * means
}

/// Regions of maps with a grid laid over each.
private struct RegionGrid {
  let regions: [Tensor]
  let map, grid: Size2D
  let channels: Int
  /// Of the output.
  let shape: Shape
  let isMeta: Bool

  init(_ x: Tensor, _ regions: [Tensor], _ grid: Size2D, _ operation: String) {
    guard x.rank == 4, x.shape[0] == regions.count else {
      shapeError(
        "\(operation): input \(x.shape) with regions of \(regions.count) images, "
          + "expected [\(regions.count), channels, height, width]")
    }
    guard grid.height > 0, grid.width > 0, x.shape[2] > 0, x.shape[3] > 0 else {
      shapeError("\(operation): a grid of \(grid) on input \(x.shape)")
    }
    for boxes in regions { boxes.requireBoxes(operation) }
    self.regions = regions
    self.grid = grid
    channels = x.shape[1]
    map = Size2D(x.shape[2], x.shape[3])
    shape = [regions.reduce(0) { $0 + $1.shape[0] }, channels, grid.height, grid.width]
    isMeta = x.isMeta || regions.contains(where: \.isMeta)
  }
}

// MARK: Maxima

extension RegionGrid {
  /// Where in `x` the largest element of each cell is, the first of several; −1 for an empty cell.
  func largest(in x: Tensor, scale: Float) -> (indices: [Int32], comparisons: Int) {
    let boxes = regions.enumerated().flatMap { image, boxes in
      let edges = boxes.scalars.map { Int(($0 * scale).rounded(.toNearestOrAwayFromZero)) }
      return stride(from: 0, to: edges.count, by: 4).map { (image, edges[$0..<$0 + 4]) }
    }
    let found = x.withUnsafeScalars { elements in
      // Only read, and by calls that have ended when this returns.
      nonisolated(unsafe) let elements = elements
      return boxes.parallelMap { image, edges in largest(elements, image: image, edges) }
    }
    return (found.flatMap(\.indices), found.reduce(0) { $0 + $1.comparisons })
  }

  /// The same for one region, with the edges left, top, right and bottom.
  private func largest(
    _ elements: UnsafeBufferPointer<Float>, image: Int, _ edges: ArraySlice<Int>
  ) -> (indices: [Int32], comparisons: Int) {
    let first = edges.startIndex
    let columns = cells(edges[first], edges[first + 2], count: grid.width, limit: map.width)
    let rows = cells(edges[first + 1], edges[first + 3], count: grid.height, limit: map.height)
    var indices: [Int32] = []
    indices.reserveCapacity(channels * grid.area)
    for channel in 0..<channels {
      let plane = (image * channels + channel) * map.area
      for row in rows {
        for column in columns { indices.append(largest(elements, plane, row, column)) }
      }
    }
    let sizes = rows.reduce(0) { sum, row in
      columns.reduce(sum) { $0 + max(row.count * $1.count - 1, 0) }
    }
    return (indices, channels * sizes)
  }

  /// The positions of each cell along a side of a region that reaches from `first` to `last`.
  private func cells(_ first: Int, _ last: Int, count: Int, limit: Int) -> [Range<Int>] {
    let size = Float(max(last - first + 1, 1)) / Float(count)
    return (0..<count).map { index in
      let start = first + Int((Float(index) * size).rounded(.down))
      let end = first + Int((Float(index + 1) * size).rounded(.up))
      let clamped = (min(max(start, 0), limit), min(max(end, 0), limit))
      return clamped.0..<max(clamped.0, clamped.1)
    }
  }

  private func largest(
    _ elements: UnsafeBufferPointer<Float>, _ plane: Int, _ rows: Range<Int>,
    _ columns: Range<Int>
  ) -> Int32 {
    var best: Int32 = -1
    var value = -Float.greatestFiniteMagnitude
    for row in rows {
      for column in columns {
        let index = plane + row * map.width + column
        if elements[index] > value {
          value = elements[index]
          best = Int32(index)
        }
      }
    }
    return best
  }
}

// MARK: Means

extension RegionGrid {
  /// Bilinear interpolation is a product of one along rows and one along columns, and so is its mean
  /// over a grid of points. So the means are two products of matrices, and gradients follow.
  ///
  /// - Returns: The number of points in a channel, and what computes the values.
  func aligned(
    _ x: Tensor, image: Int, _ scale: Float, _ samplingRatio: Int?, _ aligned: Bool
  ) -> (points: Int, values: () -> Tensor) {
    let edges = regions[image].scalars
    let count = regions[image].shape[0]
    var rowWeights: [Float] = []
    var columnWeights: [Float] = []
    var points = 0
    for start in stride(from: 0, to: edges.count, by: 4) {
      func line(_ low: Int, _ cells: Int, _ limit: Int) -> AlignedLine {
        AlignedLine(
          from: edges[start + low], to: edges[start + low + 2], scale, cells: cells, limit: limit,
          samplingRatio: samplingRatio, aligned: aligned)
      }
      let (row, column) = (line(1, grid.height, map.height), line(0, grid.width, map.width))
      rowWeights += row.weights
      columnWeights += column.weights
      points += row.points * column.points
    }
    let rows = Tensor(rowWeights, shape: [count, grid.height, map.height])
    let columns = Tensor(columnWeights, shape: [count * grid.width, map.width])
    return (
      points,
      {
        let narrow = matmul(
          x[image].reshaped(to: [channels * map.height, map.width]), columns.transposed()
        )
        .reshaped(to: [channels, map.height, count, grid.width])
        .permuted(2, 1, 0, 3)
        .reshaped(to: [count, map.height, channels * grid.width])
        return matmul(rows, narrow)
          .reshaped(to: [count, grid.height, channels, grid.width])
          .permuted(0, 2, 1, 3)
      }
    )
  }
}

/// What each element of a line of a map counts in the mean of each cell of a region.
private struct AlignedLine {
  /// `[cells, limit]`.
  var weights: [Float]
  /// In all cells.
  let points: Int

  init(
    from low: Float, to high: Float, _ scale: Float, cells: Int, limit: Int, samplingRatio: Int?,
    aligned: Bool
  ) {
    let offset: Float = aligned ? 0.5 : 0
    let start = low * scale - offset
    let length = high * scale - offset - start
    let size = (aligned ? length : max(length, 1)) / Float(cells)
    let perCell = samplingRatio ?? max(Int(size.rounded(.up)), 0)
    points = cells * perCell
    weights = [Float](repeating: 0, count: cells * limit)
    for cell in 0..<cells {
      for point in 0..<perCell {
        let place = start + Float(cell) * size + (Float(point) + 0.5) * size / Float(perCell)
        add(place, share: 1 / Float(perCell), to: cell * limit, limit: limit)
      }
    }
  }

  /// Adds what the two neighbours of a place count; beyond the edges by more than 1, there are none.
  private mutating func add(_ place: Float, share: Float, to first: Int, limit: Int) {
    guard place >= -1, place <= Float(limit) else { return }
    let place = max(place, 0)
    let low = min(Int(place), limit - 1)
    let high = min(low + 1, limit - 1)
    let fraction = low == limit - 1 ? 0 : place - Float(low)
    weights[first + low] += (1 - fraction) * share
    weights[first + high] += fraction * share
  }
}
