/// Where names at the ends of lines stand.
enum EndLabel {
  /// Between the data and the names.
  static let gap = 7.0
  /// The sample of a line in front of its name, with the space behind it.
  static let sample = 22.0
  private static let height = 14.0

  /// Places that keep the order of the lines' ends and a line's height between any two, each as near to
  /// its end as the others let it.
  ///
  /// - Parameters:
  ///   - ends: The lines' ends; the smallest is the highest.
  ///   - range: Where there is room. If there is too little, names go on below it.
  static func places(_ ends: [Double], in range: ClosedRange<Double>) -> [Double] {
    let order = ends.indices.sorted { (ends[$0], $0) < (ends[$1], $1) }
    // Neighbours that are too close form a block, which stands around the middle of its ends.
    var blocks: [Block] = []
    for index in order {
      var block = Block(indices: [index], sum: ends[index])
      while let above = blocks.last, above.bottom(in: range) + height > block.top(in: range) {
        blocks.removeLast()
        block = Block(indices: above.indices + block.indices, sum: above.sum + block.sum)
      }
      blocks.append(block)
    }
    var places = ends
    for block in blocks {
      for (position, index) in block.indices.enumerated() {
        places[index] = block.top(in: range) + Double(position) * height
      }
    }
    return places
  }

  private struct Block {
    var indices: [Int]
    /// Of its ends.
    var sum: Double

    private var height: Double { Double(indices.count - 1) * EndLabel.height }

    func top(in range: ClosedRange<Double>) -> Double {
      let wanted = sum / Double(indices.count) - height / 2
      return max(range.lowerBound, min(wanted, range.upperBound - height))
    }

    func bottom(in range: ClosedRange<Double>) -> Double { top(in: range) + height }
  }
}
