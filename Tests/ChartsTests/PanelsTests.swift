import Charts
import Testing

@Suite struct PanelsTests {
  static let panels = Panels {
    LineChart("损失", x: "轮次") { Line("训练", [3, 2, 1]) }
    BarChart { Bars(["a": 1, "b": 2]) }
    HeatMap([[1, 2], [3, 4]], title: "矩阵")
  }

  @Test func drawing() throws {
    try expectGolden(Self.panels.svg, "panels.svg")
    expectDrawing(Self.panels.svg, again: Self.panels.svg)
    #expect(Self.panels.captions == ["(a) 损失", "(b)", "(c) 矩阵"])
    #expect(
      Self.panels.description
        == "(a) 损失。训练：从3.000降到1.000。 (b) Bar chart. a = 1, b = 2. (c) 矩阵。2行2列，最小1（0、0），最大4（1、1）。")
    #expect(
      Self.panels.csv == "轮次,训练\n1,3\n2,2\n3,1\n\ncategory,value\na,1\nb,2\n\n行,0,1\n0,1,2\n1,3,4")
  }

  @Test func anyNumber() {
    for count in [0, 1, 5, 30] {
      let panels = Panels(columns: 3) {
        for index in 0..<count { LineChart { Line("n", [1, Double(index)]) } }
      }
      expectDrawing(panels.svg, again: panels.svg)
      #expect(panels.captions.count == count)
    }
    #expect(Panels { for _ in 0..<28 { LineChart {} } }.captions.suffix(2) == ["(aa)", "(ab)"])
  }
}
