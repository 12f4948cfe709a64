import Charts
import Testing

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

  static let marked = LineChart(x: "轮次", y: Axis("损失", unit: "奈特", scale: .logarithmic)) {
    Line("均值", [2.3, 0.9, 0.4, 0.21, 0.13, 0.11])
      .band(from: [2.2, 0.7, 0.3, 0.1, 0.06, 0.05], to: [2.4, 1.1, 0.6, 0.4, 0.3, 0.2])
    Line("抽样", x: [1, 3.5, 6], y: [2, 0.5, 0.2]).markers()
    Rule("提前停止", x: 5)
    Rule("乱猜", y: 2.303)
  }

  @Test func marks() throws {
    try expectGolden(Self.marked.svg, "marks.svg")
    #expect(
      Self.marked.description
        == "损失随轮次的变化。均值：从2.3降到0.11；抽样：从2降到0.2；提前停止：标在轮次5处；乱猜：标在损失2.3处。")
    #expect(
      Self.marked.data?.csv == """
        轮次,均值,均值 下界,均值 上界,抽样
        1,2.3,2.2,2.4,2
        2,0.9,0.7,1.1,
        3,0.4,0.3,0.6,
        3.5,,,,0.5
        4,0.21,0.1,0.4,
        5,0.13,0.06,0.3,
        6,0.11,0.05,0.2,0.2
        """)
  }

  @Test func data() {
    let chart = LineChart(x: "epoch", y: "loss") {
      Line("a, \"b\"", [0.1, 1.0 / 3, .nan]).band(plusMinus: [0.01, 0, 1])
      Line("c", x: [1, 2], y: [1_234_567.89, 1e-12])
    }
    #expect(
      chart.data?.csv == #"""
        epoch,"a, ""b""","a, ""b"" low","a, ""b"" high",c
        1,0.1,0.09,0.11,1234570
        2,0.333333,0.333333,0.333333,1e-12
        3,,,,
        """#)
  }

  struct Epoch {
    let number: Int
    let loss: Float
  }

  @Test func waysToMakeALine() {
    let epochs = [Epoch(number: 1, loss: 0.5), Epoch(number: 2, loss: 0.25)]
    let line = Line("loss", [0.5, 0.25])
    #expect(Line("loss", epochs, x: \.number, y: \.loss) == line)
    #expect(Line("loss", [Float(0.5), 0.25]) == line)
    #expect(Line("loss", x: [1, 2], y: [0.5, 0.25]) == line)
    #expect(Line("loss", [2, 1], from: 0) == Line("loss", x: [0, 1], y: [2, 1]))
    let square = Line("square", over: 0...2, count: 3) { $0 * $0 }
    #expect(square == Line("square", [0, 1, 4], from: 0))
  }

  @Test func steps() throws {
    let chart = StepChart(x: "recall", y: "precision") {
      Line("cat", x: [0, 0.5, 1], y: [1, 0.75, 0.5])
    }
    try expectGolden(chart.svg, "steps.svg")
    var before = chart
    before.steps = .before
    #expect(chart.svg.contains(/d="M[0-9. ]+H[0-9.]+V/))
    #expect(before.svg.contains(/d="M[0-9. ]+V[0-9.]+H/))
    #expect(chart.description == "precision by recall. cat: falls from 1.000 to 0.500.")
    expectDrawing(before)
  }

  @Test func scatter() throws {
    let chart = ScatterChart("大小与准确率", x: Axis("参数", scale: .logarithmic), y: "准确率") {
      Points(
        "网络", x: [61e6, 143e6, 60e6], y: [0.565, 0.724, 0.783],
        labels: ["AlexNet", "VGG19", "ResNet152"])
      Points("随机", x: [1e6, .nan], y: [0.1, 3])
      Line("趋势", over: 1e6...1e8, count: 2) { _ in 0.5 }
    }
    try expectGolden(chart.svg, "scatter.svg")
    #expect(
      chart.description
        == "大小与准确率。网络：3点，参数从60,000,000到143,000,000，准确率从0.565到0.783；"
        + "随机：1点，参数从1,000,000到1,000,000，准确率从0.100到0.100；趋势：始于0.500，也止于此。")
    expectDrawing(chart)
  }

  @Test func manySeries() throws {
    let chart = LineChart(x: "x", y: "y") {
      for index in 1...12 { Line("a rather long name, \(index)", [0, Double(index)]) }
    }
    try expectGolden(chart.svg, "legend.svg")
    expectDrawing(chart)
  }

  @Test func whatFitsNotTogether() async throws {
    let result = try await #require(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = LineChart(y: Axis("loss", scale: .logarithmic)) { Line("training", [1, 0.5, 0]) }
    }
    let message = String(decoding: result.standardErrorContent, as: UTF8.self)
    #expect(message.contains("the logarithmic axis 'loss' cannot show 0.0 of 'training'"))
    await #expect(processExitsWith: .failure) { _ = Line("a", x: [1, 2], y: [1]) }
    await #expect(processExitsWith: .failure) { _ = Line("a", [1, 2]).band(plusMinus: [1]) }
    await #expect(processExitsWith: .failure) { _ = Axis("a", scale: .logarithmic, range: 0...1) }
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
    LineChart(x: Axis("x", scale: .logarithmic)) { Line("log", x: [1, 1], y: [3, 4]) },
    LineChart(y: Axis("y", scale: .logarithmic)) { Line("no number", [.nan, .infinity]) },
    LineChart(y: Axis("y", scale: .logarithmic)) { Line("wide", [1e-290, 1e290]) },
    LineChart(y: Axis("y", scale: .logarithmic)) { Line("narrow", [3, 3.001]) },
    LineChart(y: Axis("y", scale: .logarithmic)) {
      Line("band", [1, 2]).band(plusMinus: [2, 2])
    },
    LineChart { Line("band", [1, 2, 3]).band(from: [0, .nan, 2], to: [2, 3, .infinity]) },
    LineChart {
      Rule("nothing but marks", x: 3)
      Rule("nowhere", y: Double.nan)
    },
    LineChart { Line("one", [3]).markers() },
    LineChart("\u{0}\u{1B}control\u{FFFE}") { Line("]]>", [1, 2]) },
  ]) func everyChartIsADrawing(_ chart: LineChart) throws {
    expectDrawing(chart)
  }

  @Test func identifiersFollowFromTheChart() {
    func identifier(_ chart: LineChart) -> Substring {
      chart.svg.split(separator: "id=\"")[1].prefix { $0 != "\"" }
    }
    guard case .line(var line) = Self.losses.marks[0] else { return }
    line.points[3].y += 1e-9
    var other = Self.losses
    other.marks[0] = .line(line)
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
