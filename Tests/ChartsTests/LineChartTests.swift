import Charts
import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct LineChartTests {
  static let losses = LineChart(x: "epoch", y: "loss") {
    Line("training", [0.312, 0.121, 0.08, 0.05, 0.03, 0.018, 0.01, 0.006, 0.004, 0.003])
    Line("validation", [0.168, 0.11, 0.09, 0.08, 0.072, 0.068, 0.065, 0.066, 0.069, 0.071])
  }

  static let accuracies = LineChart(
    "准确率", x: "轮次", y: Axis("准确率", format: .percent)
  ) {
    Line("训练", [0.911, 0.968, 0.982, 0.991, 0.9997])
    Line("测试", [0.95, 0.97, 0.978, 0.982, 0.9832])
  }

  @Test func drawings() throws {
    try expectGolden(Self.losses.svg, "losses.svg")
    try expectGolden(Self.accuracies.svg, "accuracies.svg")
    let gaps = LineChart("gaps <&> \"more\"", x: "x", y: "y") {
      Line("left out", [1, 2, .nan, 4, .infinity, 6, 5, -.infinity])
      for index in 2...7 { Line("line \(index)", x: [1, 8], y: [Double(index), 3]) }
    }
    try expectGolden(gaps.svg, "gaps.svg")
  }

  @Test func descriptions() {
    #expect(
      Self.losses.description
        == "loss by epoch. training: falls from 0.312 to 0.003; validation: falls from 0.168 to "
        + "0.071, lowest 0.065 at epoch 7.")
    #expect(Self.accuracies.description == "准确率。训练：从91.10%升到99.97%；测试：从95.00%升到98.32%。")
  }

  @Test(arguments: [
    LineChart {},
    LineChart { Line("nothing", []) },
    LineChart { Line("no number", [.nan, .infinity, -.infinity, 1e305]) },
    LineChart { Line("one", [3]) },
    LineChart { Line("zero", [0, 0, 0]) },
    LineChart { Line("constant", [0.98, 0.98]) },
    LineChart { Line("nearly constant", [1, 1.0000000000000002]) },
    LineChart { Line("one place", x: [2, 2], y: [1, 5]) },
    LineChart { Line("huge", [-1e299, 1e299]) },
    LineChart { Line("tiny", [1e-320, 5e-324]) },
    LineChart { Line("far", [1e15, 1e15 + 1]) },
    LineChart(y: Axis("empty", range: 3...3)) { Line("outside", [7, 8]) },
    LineChart(y: Axis("share", format: .percent)) { Line("many", [1e12, 2e12]) },
    LineChart { Line(String(repeating: "长名字", count: 30), [1, 2]) },
    LineChart("\u{0}\u{1B}control\u{FFFE}") { Line("]]>", [1, 2]) },
  ]) func everyChartIsADrawing(_ chart: LineChart) throws {
    let svg = chart.svg
    #expect(svg == chart.svg)
    #expect(!svg.contains("nan") && !svg.contains("inf\""))
    let parser = XMLParser(data: Data(svg.utf8))
    #expect(parser.parse(), "\(String(describing: parser.parserError)): \(svg)")
  }

  @Test func identifiersFollowFromTheChart() {
    func identifier(_ chart: LineChart) -> Substring {
      chart.svg.split(separator: "id=\"")[1].prefix { $0 != "\"" }
    }
    var other = Self.losses
    other.lines[0].points[3].y += 1e-9
    #expect(identifier(Self.losses) == identifier(Self.losses))
    #expect(identifier(Self.losses) != identifier(other))
    #expect(identifier(Self.losses) != identifier(Self.accuracies))
  }

  /// Names of lines that end at one place stand one below the other, in the lines' order.
  @Test func namesDoNotOverlap() throws {
    let chart = LineChart {
      for index in 0..<6 { Line("n\(index)", [0, 100 - Double(index) / 10]) }
    }
    let places = chart.svg.matches(of: #/y="([0-9.]+)">n\d</#).map { Double($0.1)! }
    #expect(places.count == 6)
    for (upper, lower) in zip(places, places.dropFirst()) { #expect(lower - upper >= 13.9) }
    #expect(places.allSatisfy { (0...230).contains($0) })
  }
}
