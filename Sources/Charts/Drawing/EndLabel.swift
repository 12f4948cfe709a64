/// The name of a line, or of a horizontal mark, at its end.
struct EndLabel {
  /// Between the data and the names.
  private static let gap = 7.0
  /// The sample of a line in front of its name, with the space behind it.
  private static let sample = 22.0
  private static let height = 16.0

  let name: String
  /// What the line ends with.
  let value: Double
  /// `nil` for a mark.
  let style: SeriesStyle?

  /// A name takes no more than a third of the width.
  private static let longest = PlotFrame.width / 3

  var isLong: Bool { ChartStyle.width(of: name) > Self.longest }

  private var text: String { ChartStyle.shortened(name, to: Self.longest) }

  /// What labels need to the right of the data.
  static func width(of labels: [EndLabel]) -> Double {
    guard !labels.isEmpty else { return 0 }
    let names = labels.map { ChartStyle.width(of: $0.text) }
    return (gap + sample + names.max()!).rounded(.up)
  }

  /// Draws labels on the right of all data, each behind a sample of its line: where ends lie close
  /// together, names have to make room for each other.
  static func draw(_ labels: [EndLabel], in frame: PlotFrame, _ svg: inout SVGWriter) {
    let places = places(
      labels.map { min(max(frame.y($0.value), frame.top), frame.bottom) },
      in: frame.top...frame.bottom)
    let left = frame.right + gap
    for (label, place) in zip(labels, places) {
      let sample = "M\(coordinate(left)) \(coordinate(place))h\(coordinate(Self.sample - 4))"
      if let style = label.style { svg.line(sample, style) } else { svg.mark(sample) }
      svg.text(label.text, class: "end", x: left + Self.sample, y: place + 4)
      svg.newLine()
    }
  }

  /// Places that keep the order of the lines' ends and a line's height between any two, each as near to
  /// its end as the others let it.
  ///
  /// - Parameters:
  ///   - ends: The lines' ends; the smallest is the highest.
  ///   - range: Where there is room. If there is too little, names go on below it.
  private static func places(_ ends: [Double], in range: ClosedRange<Double>) -> [Double] {
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
