/// Distributions beside each other, each by its quartiles:
///
///     BoxPlot(x: "optimiser", y: "accuracy") { Samples("SGD", a); Samples("Adam", b) }
///
/// A box reaches from the first quartile to the third, with a line at the median; whiskers reach to the
/// last numbers within one and a half times its length, and dots are all beyond (Tukey, "Exploratory
/// Data Analysis", 1977).
public struct BoxPlot: Chart {
  public var title: String
  public var x: Axis
  public var y: Axis
  public var samples: [Samples]

  public init(
    _ title: String = "", x: Axis = "", y: Axis = "",
    @ChartBuilder<Samples> samples: () -> [Samples]
  ) {
    self.title = title
    self.x = x
    self.y = y
    self.samples = samples()
    guard y.scale == .logarithmic else { return }
    for samples in self.samples {
      let value = samples.values.first { $0.isUsable && $0 <= 0 }
      require(
        value == nil,
        "the logarithmic axis '\(y.title)' cannot show \(value ?? 0) of '\(samples.name)': it has numbers above 0 alone"
      )
    }
  }
}

/// A sample's box.
struct Box: Hashable {
  let count: Int
  let quartiles: [Double]
  let whiskers: ClosedRange<Double>
  /// The smallest and the largest number.
  let range: ClosedRange<Double>
  let outliers: [Double]

  /// `nil` for no numbers.
  init?(_ samples: Samples) {
    let values = samples.sorted
    guard let first = values.first, let last = values.last else { return nil }
    count = values.count
    quartiles = [0.25, 0.5, 0.75].map(values.quantile)
    let reach = 1.5 * (quartiles[2] - quartiles[0])
    let (low, high) = (quartiles[0] - reach, quartiles[2] + reach)
    let inside = values.filter { low <= $0 && $0 <= high }
    // A whisker never ends inside of its box.
    whiskers =
      min(inside.first ?? first, quartiles[0])...max(inside.last ?? last, quartiles[2])
    range = first...last
    outliers = values.filter { $0 < low || $0 > high }
  }
}

extension BoxPlot {
  public var svg: String {
    let boxes = samples.map { Box($0) }
    let frame = frame
    return SVGWriter.drawing(
      width: PlotFrame.width, height: frame.height, title: heading, description: contents,
      digest: "\(boxes)"
    ) { svg, _ in
      frame.draw(into: &svg)
      for (index, box) in boxes.enumerated() {
        guard let box else { continue }
        draw(box, index, in: frame, &svg)
        svg.newLine()
      }
    }
  }

  private var frame: PlotFrame {
    PlotFrame(
      horizontal: AxisLayout(x, names: samples.map(\.name)),
      vertical: AxisLayout(endingAtTicks: y, data: samples.flatMap(\.values)))
  }

  private func draw(_ box: Box, _ index: Int, in frame: PlotFrame, _ svg: inout SVGWriter) {
    let middle = frame.x(Double(index) + 0.5)
    let half = min((frame.right - frame.left) / Double(samples.count) * 0.3, 26)
    let (left, right, at) = (
      coordinate(middle - half), coordinate(middle + half), coordinate(middle)
    )
    let y = { (value: Double) in coordinate(frame.y(value)) }
    let (low, high) = (y(box.whiskers.lowerBound), y(box.whiskers.upperBound))
    let style = SeriesStyle(0)
    svg.whisker(
      "M\(at) \(low)V\(y(box.quartiles[0]))M\(at) \(y(box.quartiles[2]))V\(high)"
        + "M\(coordinate(middle - half / 2)) \(low)h\(coordinate(half))"
        + "M\(coordinate(middle - half / 2)) \(high)h\(coordinate(half))")
    svg.element(
      "path",
      [
        "class": "band \(style.name)", "fill": style.color, "fill-opacity": "0.3",
        "d": "M\(left) \(y(box.quartiles[0]))H\(right)V\(y(box.quartiles[2]))H\(left)z",
      ]
    ) { svg in
      svg.element(
        "title", text: words.labelled(samples[index].name, summary(of: box, in: frame)))
    }
    svg.line("M\(left) \(y(box.quartiles[1]))H\(right)", style)
    if !box.outliers.isEmpty {
      let dots = box.outliers.map { style.shape.path(middle, frame.y($0)) }
      svg.marker(dots.joined(), style)
    }
  }

  private func summary(of box: Box, in frame: PlotFrame) -> String {
    words.box(
      median: frame.vertical.text(box.quartiles[1]),
      quartiles: (frame.vertical.text(box.quartiles[0]), frame.vertical.text(box.quartiles[2])),
      range: (frame.vertical.text(box.range.lowerBound), frame.vertical.text(box.range.upperBound)),
      count: box.count)
  }
}

extension BoxPlot {
  public var data: ChartData? {
    ChartData(
      columns: [x.heading.isEmpty ? words.category : x.heading] + words.boxColumns,
      rows: samples.map { samples in
        guard let box = Box(samples) else {
          return [samples.name, "0"] + Array(repeating: "", count: 5)
        }
        let values = [box.range.lowerBound] + box.quartiles + [box.range.upperBound]
        return [samples.name, "\(box.count)"] + values.map(ChartData.text)
      })
  }

  public var description: String { heading + words.stop + contents }

  var heading: String {
    if !title.isEmpty { return title }
    if x.title.isEmpty || y.title.isEmpty {
      return x.title.isEmpty && y.title.isEmpty ? words.boxPlot : x.title + y.title
    }
    return words.heading(y.title, over: x.title)
  }

  var words: ChartWording { ChartWording([title, x.title, y.title] + samples.map(\.name)) }

  var contents: String {
    let frame = frame
    return samples.map { samples in
      Box(samples).map { words.labelled(samples.name, summary(of: $0, in: frame)) }
        ?? words.nothing(samples.name)
    }.joined(separator: words.separator) + words.period
  }
}
