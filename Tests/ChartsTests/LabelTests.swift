import Testing

@testable import Charts

/// Texts around the data: titles, numbers at ticks, names.
@Suite struct LabelTests {
  static let english = "a title that goes on and on until it must be wider than all of the drawing"
  static let chinese = "一个很长的标题，一直写下去，写到比整幅图还要宽为止（单位：秒），再写一行也写不完，真的很长"

  @Test func longTitlesHaveLines() {
    #expect(ChartStyle.lines(of: "", width: 320) == [])
    #expect(ChartStyle.lines(of: "loss", width: 320) == ["loss"])
    #expect(
      ChartStyle.lines(of: Self.english, width: 320) == [
        "a title that goes on and on until it must be wider", "than all of the drawing",
      ])
    let chinese = ChartStyle.lines(of: "损失（秒）与准确率，其他", width: 62)
    #expect(chinese == ["损失", "（秒）与…"])
    for title in [Self.english, Self.chinese, String(repeating: "x", count: 200)] {
      for line in ChartStyle.lines(of: title, width: 320) {
        #expect(ChartStyle.width(of: line) <= 320)
      }
    }
  }

  /// Widths in DejaVu Sans, as its own metrics give them.
  @Test(
    arguments: [
      ("MNIST 97.5%", 6.65), ("validation", 4.92), ("RBF SVM", 4.46), ("0.25", 2.23),
      ("ResNet152", 5.45), ("1,000,000", 5.09), ("learning rate", 6.43), ("Faster R-CNN", 6.56),
    ])
  func textIsAboutAsWideAsThought(_ text: String, _ width: Double) {
    #expect(abs(ChartStyle.width(of: text, size: 1) / width - 1) < 0.06)
    #expect(ChartStyle.width(of: text + "图", size: 1) <= width * 1.06 + 1.125)
  }

  /// The chart's text elements with their ends, as far as these can be known.
  private func texts(_ svg: String) -> [(text: String, left: Double, right: Double)] {
    svg.matches(of: #/<text x="([-0-9.]+)" y="[-0-9.]+"( text-anchor="middle")?>([^<]*)</#)
      .map { match in
        let (x, width) = (Double(match.1)!, ChartStyle.width(of: String(match.3)))
        return match.2 == nil
          ? (String(match.3), x, x + width) : (String(match.3), x - width / 2, x + width / 2)
      }
  }

  @Test(arguments: [english, chinese]) func titlesStayInside(_ title: String) {
    let axis = Axis(title)
    let chart = LineChart(x: axis, y: axis) { Line("a name at the end", [1, 2, 3]) }
    let short = LineChart(x: "x", y: "y") { Line("a name at the end", [1, 2, 3]) }
    expectDrawing(chart)
    let titles = texts(chart.svg).filter { title.contains($0.text.prefix(4)) }
    #expect(titles.count == 4)
    #expect(titles.allSatisfy { $0.left > -0.1 && $0.right < 320.1 }, "\(titles)")
    // The data are as high as ever.
    let heights = [chart, short].map { PlotLayout($0.plot).frame }.map { $0.bottom - $0.top }
    #expect(heights[0] == heights[1])
  }

  @Test(arguments: [0.0...1e6, -1e6...1e6, 1e6...1_000_001])
  func numbersBelowStayInside(_ range: ClosedRange<Double>) {
    let axis = AxisLayout(endingAtData: "x", data: [range.lowerBound, range.upperBound])
    let frame = PlotFrame(horizontal: axis, vertical: AxisLayout(endingAtTicks: "y", data: [0, 9]))
    for tick in axis.ticks {
      let half = ChartStyle.width(of: tick.label) / 2
      #expect(frame.x(tick.value) - half > -0.1 && frame.x(tick.value) + half < 320.1)
    }
    var svg = SVGWriter()
    frame.draw(into: &svg)
    let numbers = svg.source.matches(of: #/<text x="([0-9.]+)" y="[0-9.]+">([-−0-9,]{4,})</#)
      .map { (x: Double($0.1)!, half: ChartStyle.width(of: String($0.2)) / 2) }
    #expect(numbers.count > 1)
    for (first, second) in zip(numbers, numbers.dropFirst()) {
      #expect(first.x + first.half < second.x - second.half)
    }
  }

  @Test func exponentsHaveDigitsOfOneKind() {
    var svg = SVGWriter()
    svg.power("10⁻²⁷", ["x": "1"])
    svg.power("m² wide", ["x": "2"])
    #expect(
      svg.source
        == #"<text x="1">10<tspan dy="-4" font-size="9">−27</tspan></text><text x="2">m² wide</text>"#
    )
    let chart = LineChart(y: Axis("y", scale: .logarithmic)) { Line("wide", [1e-27, 1e27]) }
    #expect(chart.svg.contains(#"10<tspan dy="-4" font-size="9">16</tspan>"#))
  }

  @Test func linesWithoutNumbersAreNamed() {
    let chart = LineChart {
      Line("some", [1, 2])
      Line("none", [.nan, .nan])
      Line("empty", [])
    }
    for name in ["some", "none", "empty"] { #expect(chart.svg.contains(">\(name)</text>")) }
  }

  @Test func namesInRowsHaveColumns() {
    let chart = LineChart {
      for index in 0..<20 { Line("series \(index)", [0, Double(index)]) }
    }
    let places = chart.svg.matches(of: #/x="([0-9.]+)" y="[0-9.]+">series \d+</#).map(\.1)
    #expect(places.count == 20)
    #expect(Set(places).count == 3)
  }
}
