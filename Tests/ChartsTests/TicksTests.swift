import Testing

@testable import Charts

@Suite struct TicksTests {
  struct Case: Sendable {
    let range: ClosedRange<Double>
    let labels: [String]
    var decimals = 0

    init(_ range: ClosedRange<Double>, _ labels: [String], decimals: Int = 0) {
      self.range = range
      self.labels = labels
      self.decimals = decimals
    }
  }

  /// The first is the example of Heckbert's text.
  static let cases = [
    Case(105...543, ["100", "200", "300", "400", "500", "600"]),
    Case(0.003...0.312, ["0.0", "0.1", "0.2", "0.3", "0.4"], decimals: 1),
    Case(0...1, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"], decimals: 1),
    Case(-3...7, ["−4", "−2", "0", "2", "4", "6", "8"]),
    Case(0.91...0.9997, ["0.90", "0.92", "0.94", "0.96", "0.98", "1.00"], decimals: 2),
    Case(
      1_234_000...1_251_000,
      ["1,230,000", "1,235,000", "1,240,000", "1,245,000", "1,250,000", "1,255,000"]),
    Case(
      -0.02...(-0.01), ["−0.020", "−0.018", "−0.016", "−0.014", "−0.012", "−0.010"], decimals: 3),
  ]

  @Test(arguments: cases) func niceNumbers(_ item: Case) {
    let ticks = Ticks(around: item.range)
    #expect(ticks.numbers.map { $0.text(decimals: item.decimals) } == item.labels)
    #expect(max(0, -ticks.step.exponent) == item.decimals)
  }

  @Test func wholeNumbers() {
    #expect(Ticks(around: 1...2, wholeNumbers: true).numbers.map(\.value) == [1, 2])
    #expect(Ticks(around: 1...2).step.value == 0.2)
    #expect(Ticks(around: 1...20, wholeNumbers: true).numbers.map(\.value) == [0, 5, 10, 15, 20])
  }

  @Test func smallDifferencesAreSeen() {
    let values = [1_000_000.001, 1_000_000.002, 1_000_000.0015]
    let axis = AxisLayout(endingAtTicks: "y", data: values)
    #expect(axis.ticks.first?.label == "1,000,000.0010")
    #expect(axis.ticks.last?.label == "1,000,000.0020")
    #expect(values.map { axis.text($0) }[2] == "1,000,000.001500")
    let close = AxisLayout(endingAtTicks: "y", data: [1, 1 + 1e-9])
    #expect(Set(close.ticks.map(\.label)).count == close.ticks.count)
    #expect(close.domain.upperBound < 1 + 2e-9)
    // Not what is left of rounding.
    let equal = AxisLayout(endingAtTicks: "y", data: [0.3, 0.1 + 0.2])
    #expect(equal.domain.upperBound > 0.32)
  }

  /// Ticks enclose every range, in steps of 1, 2 or 5 times a power of ten, and are not many.
  @Test func anyRange() {
    for exponent in -300...299 {
      for (low, high) in [(1.0, 3.7), (-2.5, 0.1), (0.0, 9.99), (-9.0, -8.9999)] {
        let scale = powerOfTen(exponent)
        let range = low * scale...high * scale
        let ticks = Ticks(around: range)
        #expect([1, 2, 5].contains(ticks.step.coefficient))
        #expect((2...12).contains(ticks.multiples.count))
        #expect(ticks.range.lowerBound <= range.lowerBound + ticks.step.value * 1e-9)
        #expect(ticks.range.upperBound >= range.upperBound - ticks.step.value * 1e-9)
      }
    }
  }

  @Test func decimalNumbers() {
    #expect(DecimalNumber(1_234_567, exponent: -3).text(decimals: 3) == "1,234.567")
    #expect(DecimalNumber(-5, exponent: -2).text(decimals: 2) == "−0.05")
    #expect(DecimalNumber(0, exponent: 3).text(decimals: 1) == "0.0")
    #expect(DecimalNumber(25, exponent: 4).text(decimals: 0) == "250,000")
    #expect(DecimalNumber(25, exponent: -8).scientificText == "2.5e-7")
    #expect(DecimalNumber(-20, exponent: 11).scientificText == "−2e12")
    #expect(DecimalNumber(rounding: -0.0004, decimals: 3).text(decimals: 3) == "0.000")
    #expect(DecimalNumber(rounding: 98.2549, decimals: 2).text(decimals: 2) == "98.25")
  }

  @Test func coordinates() {
    #expect(
      [0, -0.04, 12, 12.34, -3.96, 100.05].map(coordinate) == [
        "0", "0", "12", "12.3", "-4", "100.1",
      ])
  }
}

@Suite struct LogarithmicTicksTests {
  @Test(
    arguments: [
      (3...700, ["10", "100", "1,000"]), (3...7, ["2", "5", "10"]),
      (0.02...0.9, ["0.02", "0.05", "0.1", "0.2", "0.5", "1"]),
      (1e-9...1, ["10⁻⁸", "10⁻⁶", "0.0001", "0.01", "1"]),
      (1...1e6, ["1", "10", "100", "1,000", "10,000", "100,000", "10⁶"]),
    ] as [(ClosedRange<Double>, [String])])
  func powersOfTen(range: ClosedRange<Double>, labels: [String]) {
    let axis = AxisLayout(
      endingAtTicks: Axis("y", scale: .logarithmic), data: [range.lowerBound, range.upperBound])
    #expect(axis.ticks.map(\.label) == labels)
  }

  /// Labels beside each other are fewer, but powers of ten alone say too little of a short range.
  @Test func shortRanges() {
    let axis = AxisLayout(endingAtData: Axis("x", scale: .logarithmic), data: [0.125, 3])
    #expect(axis.ticks.map(\.label) == ["0.2", "0.5", "1", "2"])
    let wider = AxisLayout(endingAtData: Axis("x", scale: .logarithmic), data: [0.06, 2])
    #expect(wider.ticks.map(\.label) == ["0.1", "0.2", "0.5", "1", "2"])
  }

  @Test func anyRange() {
    for exponent in stride(from: -290, through: 280, by: 7) {
      for factor in [1.0000001, 1.5, 9, 11, 3e3, 2e9] {
        let range = 3 * powerOfTen(exponent)...3 * powerOfTen(exponent) * factor
        let ticks = LogarithmicTicks(around: range)
        #expect((1...7).contains(ticks.numbers.count), "\(range)")
        #expect(ticks.range.lowerBound <= range.lowerBound)
        #expect(ticks.range.upperBound >= range.upperBound)
      }
    }
  }

  @Test(arguments: [
    (0, "0"), (1, "1"), (0.1 + 0.2, "0.3"), (-1234.5678, "−1,234.57"), (1e6, "1,000,000"),
    (123_456_789, "123,457,000"), (1.5e12, "1.5e12"), (-2.5e-8, "−2.5e-8"), (0.00012, "0.00012"),
    (.nan, ""), (.infinity, ""), (999_999.96, "1,000,000"),
  ])
  func significantDigits(value: Double, text: String) {
    #expect(significantText(value, digits: 6) == text)
  }
}
