/// An axis of which it is known what it shows.
struct AxisLayout: Hashable {
  struct Tick: Hashable {
    let value: Double
    let label: String
  }

  /// With its unit.
  let title: String
  let domain: ClosedRange<Double>
  let ticks: [Tick]
  let isLogarithmic: Bool
  /// The names at the ticks are those of slots, each of which is 1 wide.
  let isCategorical: Bool
  private let notation: AxisNotation

  /// A vertical axis, which ends at ticks: the data have a tick above them and one below.
  init(endingAtTicks axis: Axis, data: [Double], wholeNumbers: Bool = false) {
    if axis.scale == .logarithmic {
      let range = axis.range ?? data.positiveExtent
      let ticks = LogarithmicTicks(around: range)
      self.init(axis, domain: axis.range ?? ticks.range, logarithmic: ticks)
    } else {
      let ticks = Ticks(
        around: axis.range?.widened() ?? data.extent, wholeNumbers: wholeNumbers)
      self.init(axis, domain: axis.range?.widened() ?? ticks.range, ticks)
    }
  }

  /// An axis of lengths, which begin at 0; a logarithmic one has none.
  init(fromZero axis: Axis, lengths: [Double], wholeNumbers: Bool = false) {
    let isFlat = lengths.allSatisfy { !$0.isUsable || $0 == 0 }
    let ends: [Double] = axis.scale == .logarithmic ? [] : isFlat ? [0, 1] : [0]
    self.init(endingAtTicks: axis, data: lengths + ends, wholeNumbers: wholeNumbers)
  }

  /// A horizontal axis, which ends where the data do. Where they are whole numbers, so are the ticks.
  init(endingAtData axis: Axis, data: [Double]) {
    if axis.scale == .logarithmic {
      let domain = axis.range ?? data.positiveExtent
      // Labels beside each other need more room than labels on top of each other.
      let ticks = LogarithmicTicks(around: domain, most: 5)
      self.init(axis, domain: domain, logarithmic: ticks)
    } else {
      let domain = axis.range?.widened() ?? data.extent
      let isWhole = data.allSatisfy { !$0.isUsable || $0 == $0.rounded() }
      self.init(axis, domain: domain, Ticks(around: domain, wholeNumbers: isWhole))
    }
  }

  /// An axis of names.
  init(_ axis: Axis, names: [String]) {
    title = axis.heading
    domain = 0...Double(max(names.count, 1))
    ticks = names.enumerated().map { Tick(value: Double($0) + 0.5, label: $1) }
    isLogarithmic = false
    isCategorical = true
    notation = AxisNotation(axis, step: DecimalNumber(1, exponent: 0), domain: domain)
  }

  private init(_ axis: Axis, domain: ClosedRange<Double>, _ ticks: Ticks) {
    var inside = ticks.numbers.filter { domain.contains($0.value) }
    // Counting often begins at 1, which is no multiple of any other step.
    if let second = inside.first?.value, domain.lowerBound == 1,
      second - 1 > 0.6 * ticks.step.value
    {
      inside.insert(DecimalNumber(1, exponent: 0), at: 0)
    }
    let notation = AxisNotation(axis, step: ticks.step, domain: domain)
    title = axis.heading
    self.domain = domain
    self.ticks = inside.map { Tick(value: $0.value, label: notation.label($0)) }
    isLogarithmic = false
    isCategorical = false
    self.notation = notation
  }

  private init(_ axis: Axis, domain: ClosedRange<Double>, logarithmic ticks: LogarithmicTicks) {
    let inside = ticks.numbers.filter { domain.contains($0.value) }
    // Between neighbouring powers of ten there may be too few of them.
    let numbers =
      inside.count > 1 ? inside : Ticks(around: domain).numbers.filter { domain.contains($0.value) }
    let notation = AxisNotation(axis)
    title = axis.heading
    self.domain = domain
    self.ticks = numbers.map { Tick(value: $0.value, label: notation.label($0)) }
    isLogarithmic = true
    isCategorical = false
    self.notation = notation
  }

  /// Any number, with two digits more than the ticks have.
  func text(_ value: Double) -> String { notation.text(value) }

  /// A number that is a whole one without decimals, as most are on a horizontal axis.
  func briefText(_ value: Double) -> String { notation.briefText(value) }

  /// Numbers that stand for themselves, all with the decimals that they need, up to two more than the
  /// ticks have.
  func texts(_ values: [Double]) -> [String] { notation.texts(values) }

  func scale(from start: Double, to end: Double) -> AxisScale {
    AxisScale(domain: domain, isLogarithmic: isLogarithmic, start: start, end: end)
  }
}

extension [Double] {
  /// From the smallest to the largest number above 0, wide enough to be drawn.
  fileprivate var positiveExtent: ClosedRange<Double> {
    let range = filter { $0 > 0 }.usableRange ?? 1...10
    guard range.upperBound / range.lowerBound < 1 + 1e-9 else { return range }
    return range.lowerBound / 2...range.upperBound * 2
  }
}
