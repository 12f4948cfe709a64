import Charts
import Testing

@Suite struct BarChartTests {
  static let grouped = BarChart(x: "数字", y: "张数") {
    Bars("训练", ["0": 59, "1": 67])
    Bars("测试", labels: ["1", "2"], values: [Float(10), 11])
  }

  static let stacked = BarChart(
    x: Axis("time", unit: "ms"), y: "layer", orientation: .horizontal, arrangement: .stacked
  ) {
    Bars("forward", ["a convolution with a long name": 1.5, "linear": 0.25])
    Bars("backward", ["a convolution with a long name": 2.75, "linear": 0.5])
  }

  @Test func drawings() throws {
    try expectGolden(Self.grouped.svg, "bars-grouped.svg")
    try expectGolden(Self.stacked.svg, "bars-stacked.svg")
    let means = BarChart(y: Axis("accuracy", format: .percent)) {
      Bars("mean", labels: ["a", "b"], values: [0.5, -0.25]).errors(plusMinus: [0.1, 0.05])
    }
    try expectGolden(means.svg, "bars-errors.svg")
  }

  /// Where the base line is, as the axis's number.
  @Test func barsStandOnZero() throws {
    func base(_ chart: BarChart) throws -> String {
      String(
        try #require(chart.svg.firstMatch(of: #/class="base" stroke="#63666c" d="([^"]+)"/#)).1)
    }
    let upright = BarChart { Bars(["a": -1, "b": 1]) }
    // The first bar begins where the line is.
    let first = try #require(upright.svg.firstMatch(of: #/<rect class="area[^>]* y="([0-9.]+)"/#))
    #expect(try base(upright).firstMatch(of: #/M[0-9.]+ ([0-9.]+)H/#)?.1 == first.1)
    let lying = BarChart(orientation: .horizontal) { Bars(["a": 1, "b": -1]) }
    let bar = try #require(lying.svg.firstMatch(of: #/<rect class="area[^>]* x="([0-9.]+)"/#))
    #expect(try base(lying).firstMatch(of: #/M([0-9.]+) /#)?.1 == bar.1)
  }

  @Test func nothingIsDrawnFromZeroToOne() {
    let chart = BarChart { Bars(["a": 0, "b": 0]) }
    #expect(chart.svg.contains(">1.0<") && !chart.svg.contains("−1.0"))
  }

  /// A whisker's lower half lies within its bar, which may be as dark.
  @Test func whiskersStandOutFromTheirBars() {
    let chart = BarChart { Bars("mean", ["a": 1.0]).errors(plusMinus: [0.5]) }
    let paths = ["casing", "whisker"].map { name in
      chart.svg.firstMatch(of: try! Regex("class=\"\(name)\"[^>]* d=\"([^\"]+)\""))?[1].substring
    }
    #expect(paths[0] != nil && paths[0] == paths[1])
  }

  @Test func numbersStandOutFromTheGrid() {
    let chart = BarChart { Bars(["a": 98, "b": 100]) }
    #expect(chart.svg.contains(#/<text class="end halo"[^>]*>98</#))
    #expect(chart.svg.contains("paint-order:stroke"))
  }

  @Test func descriptionsAndData() {
    #expect(Self.grouped.description == "各数字的张数。训练：0 = 59，1 = 67；测试：1 = 10，2 = 11。")
    #expect(Self.grouped.data?.csv == "数字,训练,测试\n0,59,\n1,67,10\n2,,11")
    #expect(Self.stacked.data?.rows.first == ["a convolution with a long name", "1.5", "2.75"])
    let many = BarChart { Bars(labels: (0..<20).map { "n\($0)" }, values: Array(1...20)) }
    #expect(many.description == "Bar chart. 20 bars, least n0 = 1, most n19 = 20.")
  }

  @Test(arguments: [
    BarChart {},
    BarChart { Bars([:] as KeyValuePairs<String, Int>) },
    BarChart { Bars(["no number": Double.nan, "x": .infinity]) },
    BarChart { Bars(["one": 0]) },
    BarChart(y: Axis("y", range: 2...3)) { Bars(["outside": 1, "above": 7]) },
    BarChart(y: Axis("y", scale: .logarithmic)) { Bars(["a": 1, "b": 1e6]) },
    BarChart(orientation: .horizontal) { Bars(["a": -1, "b": 1, "长长长长长长长长长长长长长长长": 2]) },
    BarChart { Bars(labels: (0..<200).map { "category \($0)" }, values: Array(0..<200)) },
    BarChart(arrangement: .stacked) {
      Bars("up", ["a": 1, "b": -2])
      Bars("down", ["a": -3, "b": -1])
    },
  ]) func everyChartIsADrawing(_ chart: BarChart) { expectDrawing(chart) }

  @Test func whatFitsNotTogether() async {
    await #expect(processExitsWith: .failure) { _ = Bars(labels: ["a"], values: [1, 2]) }
    await #expect(processExitsWith: .failure) { _ = Bars(["a": 1, "a": 2]) }
    await #expect(processExitsWith: .failure) {
      _ = BarChart(y: Axis("y", scale: .logarithmic)) { Bars(["a": 0]) }
    }
  }
}
