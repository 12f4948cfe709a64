import Charts
import Testing

@Suite struct HeatMapTests {
  static let confusion = HeatMap(
    [[50, 2, 0], [1, 44, 5], [0, 3, 47]], title: "混淆矩阵", x: "预测", y: "真实",
    rows: ["猫", "狗", "鸟"], columns: ["猫", "狗", "鸟"])

  @Test func drawings() throws {
    try expectGolden(Self.confusion.svg, "heat-map.svg")
    let correlations = HeatMap(
      [[1, -0.5], [Double.nan, 0.25]], colors: .diverging, showsValues: false)
    try expectGolden(correlations.svg, "heat-map-diverging.svg")
    let large = HeatMap(
      (0..<24).map { row in (0..<24).map { Double(row * $0 % 7) - 3 } }, colors: .diverging)
    try expectGolden(large.svg, "heat-map-picture.svg")
  }

  /// Both axes of a matrix of pairs show the same names, though rows have room for more of them.
  @Test func axesOfTheSameNamesShowTheSame() {
    let chart = HeatMap((0..<24).map { row in (0..<24).map { Double(row * $0) } })
    let groups = chart.svg.matches(of: #/<g text-anchor="(?:end|middle)">(.*?)<\/g>/#)
    let names = groups.map { $0.1.matches(of: #/>([0-9]+)</#).map { String($0.1) } }
    #expect(names.count == 2)
    #expect(names.first == names.last)
    #expect(names.first?.count ?? 24 < 24)
  }

  @Test func descriptionAndData() {
    #expect(
      Self.confusion.description == "混淆矩阵。3行3列，最小0（猫、鸟），最大50（猫、猫）。")
    #expect(Self.confusion.data?.csv == "真实,猫,狗,鸟\n猫,50,2,0\n狗,1,44,5\n鸟,0,3,47")
  }

  @Test(arguments: [
    HeatMap([[Double]]()),
    HeatMap([[Double]](repeating: [], count: 3)),
    HeatMap([[Double.nan, .infinity]]),
    HeatMap([[0.0, 0]]),
    HeatMap([[-1, -1]], colors: .diverging),
    HeatMap([[1e200, 1e201]], showsValues: true),
    HeatMap([[0.5]], range: 2...3, format: .percent),
    HeatMap((0..<100).map { [$0] }),
    HeatMap([Array(0..<300)]),
    HeatMap((0..<64).map { row in (0..<64).map { Float(row &* $0) } }),
  ]) func everyChartIsADrawing(_ chart: HeatMap) { expectDrawing(chart) }

  @Test func missingValuesAreHatched() {
    let chart = HeatMap([[1, .nan], [-3, 0]], rows: ["a", "b"])
    #expect(chart.svg.matches(of: #/<rect fill="url\(#chart-[a-z0-9]+-hatching\)"/#).count == 1)
    #expect(chart.svg.contains("<title>a, 1: no value</title>"))
    #expect(
      chart.description
        == "Heat map. 2 × 2 cells, least −3 (b, 0), most 1 (a, 0), 1 without a value.")
    #expect(!HeatMap([[1, 2]]).svg.contains("hatching"))
    #expect(HeatMap([[Double.nan]], title: "空").description == "空。1行1列，1格没有数值。")
    let large = HeatMap((0..<30).map { row in (0..<30).map { $0 == row ? .nan : 1.0 } })
    #expect(large.svg.contains("-missing)\""))
    expectDrawing(large)
  }

  @Test func largeMatricesStaySmall() {
    let chart = HeatMap((0..<128).map { row in (0..<128).map { row &* $0 } })
    #expect(chart.svg.utf8.count < 30_000)
  }

  @Test func whatFitsNotTogether() async {
    await #expect(processExitsWith: .failure) { _ = HeatMap([[1, 2], [3]]) }
    await #expect(processExitsWith: .failure) { _ = HeatMap([[1, 2]], columns: ["a"]) }
  }
}
