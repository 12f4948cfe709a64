import Testing

@testable import Charts

@Suite struct SamplesTests {
  static let values: [Double] = [2, 3, 3.5, 4, 4.25, 4.5, 5, 5.5, 6, 14]

  /// The quartiles, the ends of whiskers and the bins are NumPy's and matplotlib's.
  @Test func boxes() throws {
    let box = try #require(Box(Samples("a", Self.values + [.nan])))
    #expect(box.quartiles == [3.625, 4.375, 5.375])
    #expect(box.whiskers == 2...6)
    #expect(box.outliers == [14])
    #expect(box.range == 2...14)
    #expect(Box(Samples("b", [Double]())) == nil)
  }

  @Test func bins() {
    let even = HistogramEdges([Self.values], bins: 4)
    #expect(even.values == [2, 5, 8, 11, 14])
    #expect(even.counts(of: Self.values) == [6, 3, 0, 1])
    let automatic = HistogramEdges([Self.values], bins: nil)
    #expect(automatic.values == [2, 4, 6, 8, 10, 12, 14])
    #expect(automatic.counts(of: Self.values + [.nan]) == [3, 5, 1, 0, 0, 1])
    let dice = HistogramEdges([[1, 2, 2, 3, 6, 6]], bins: nil)
    #expect(dice.counts(of: [1, 2, 2, 3, 6, 6]).reduce(0, +) == 6)
  }

  @Test func drawings() throws {
    let histogram = Histogram(x: "长度", y: "个数") {
      Samples("真", Self.values)
      Samples("假", Self.values.map { $0 / 2 })
    }
    try expectGolden(histogram.svg, "histogram.svg")
    let boxes = BoxPlot(x: "optimiser", y: "accuracy") {
      Samples("SGD", Self.values)
      Samples("Adam", Self.values.map { $0 / 2 })
    }
    try expectGolden(boxes.svg, "box-plot.svg")
    #expect(
      boxes.description.hasPrefix(
        "accuracy by optimiser. SGD: 10 numbers, median 4.38, half of them from 3.63 to 5.38, all "
          + "from 2.00 to 14.00; Adam: 10 numbers, "))
    #expect(boxes.data?.rows.first == ["SGD", "10", "2", "3.625", "4.375", "5.375", "14"])
  }

  @Test func scales() {
    #expect(Histogram(Self.values, bins: 4, scale: .share).heights == [[0.6, 0.3, 0, 0.1]])
    #expect(Histogram(Self.values, bins: 4, scale: .density).heights[0][0] == 0.6 / 3)
  }

  @Test func countsAreWholeNumbers() {
    let svg = Histogram([1.0, 2, 3]).svg
    #expect(svg.contains(">1</text>") && !svg.contains(">0.2</text>"))
    #expect(Histogram([1.0, 2, 3], scale: .share).svg.contains(">20%</text>"))
  }

  /// Each bin is a shape of its own, apart from its neighbours unless it is too narrow.
  @Test func equalBinsAreApart() throws {
    func bins(_ chart: Histogram) throws -> [(left: Double, right: Double)] {
      let path = try #require(chart.svg.firstMatch(of: #/class="band[^>]* d="([^"]*)"/#)).1
      return path.matches(of: #/M([0-9.]+) [0-9.]+V[0-9.]+H([0-9.]+)V/#)
        .map { (Double($0.1)!, Double($0.2)!) }
    }
    let few = try bins(Histogram([1.0, 2, 3]))
    #expect(few.count == 3)
    #expect(zip(few, few.dropFirst()).allSatisfy { $1.left - $0.right > 0.8 })
    let many = try bins(Histogram(Array(0..<150), bins: 150))
    #expect(many.count == 150 && many[1].left == many[0].right)
  }

  @Test(arguments: [
    Histogram([Double]()), Histogram([1]), Histogram([3, 3, 3]),
    Histogram([Double.nan, .infinity]), Histogram([1, 1e12]), Histogram([1e-200, 2e-200]),
    Histogram(Array(0..<1000), scale: .density), Histogram(Self.values, bins: 500, scale: .share),
    Histogram {},
  ]) func everyHistogramIsADrawing(_ chart: Histogram) { expectDrawing(chart) }

  @Test(arguments: [
    BoxPlot {}, BoxPlot { Samples("none", [Double]()) }, BoxPlot { Samples("one", [1]) },
    BoxPlot { Samples("same", [2, 2, 2, 2]) },
    BoxPlot(y: Axis("y", scale: .logarithmic)) { Samples("wide", [1, 10, 1e6]) },
    BoxPlot { for index in 0..<40 { Samples("a long name \(index)", [1, 2, 3]) } },
  ]) func everyBoxPlotIsADrawing(_ chart: BoxPlot) { expectDrawing(chart) }
}
