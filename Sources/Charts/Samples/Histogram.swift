/// How often which numbers occur:
///
///     Histogram(x: "length", y: "sentences") { Samples("real", a); Samples("generated", b) }
public struct Histogram: Chart {
  /// What the height of a bin says.
  public enum Scale: Hashable, Sendable {
    /// How many numbers are in it.
    case count
    /// Which part of all.
    case share
    /// Which part of all, divided by its width.
    case density
  }

  public var title: String
  public var x: Axis
  public var y: Axis
  /// How many bins of equal width there are from the smallest number to the largest; by default, about
  /// as many as the numbers suggest, with ends that are easy to read.
  public var bins: Int?
  public var scale: Scale
  public var samples: [Samples]

  public init(
    _ title: String = "", x: Axis = "", y: Axis = "", bins: Int? = nil, scale: Scale = .count,
    @ChartBuilder<Samples> samples: () -> [Samples]
  ) {
    if let bins { require(bins > 0, "Histogram: \(bins) bins") }
    require(
      x.scale == .linear && y.scale == .linear, "Histogram: its axes cannot be logarithmic")
    self.title = title
    self.x = x
    self.y = y
    self.bins = bins
    self.scale = scale
    self.samples = samples()
  }

  /// Of numbers without a name.
  public init(
    _ values: some Sequence<some PlottableNumber>, title: String = "", x: Axis = "", y: Axis = "",
    bins: Int? = nil, scale: Scale = .count
  ) {
    self.init(title, x: x, y: y, bins: bins, scale: scale) { Samples("", values) }
  }

  /// What a bin of each of the samples shows.
  var heights: [[Double]] {
    let edges = HistogramEdges(samples.map(\.values), bins: bins)
    return samples.map { samples in
      let counts = edges.counts(of: samples.values)
      let total = Double(max(1, counts.reduce(0, +)))
      return counts.enumerated().map { index, count in
        switch scale {
        case .count: Double(count)
        case .share: Double(count) / total
        case .density: Double(count) / total / (edges.values[index + 1] - edges.values[index])
        }
      }
    }
  }
}

/// The ends of a histogram's bins.
struct HistogramEdges {
  let values: [Double]

  /// - Parameter bins: How many; `nil` for as many as NumPy's `auto` suggests, the larger number of
  ///   Sturges' and of Freedman and Diaconis' rules, with a width of 1, 2 or 5 times a power of ten.
  init(_ samples: [[Double]], bins: Int?) {
    let all = samples.joined().filter(\.isUsable).sorted()
    // Bins are parts of the range, and have to be wide enough themselves.
    let range = (all.usableRange ?? 0...1).widened(narrowest: 1e-9)
    guard bins == nil, all.count > 1, all.first != all.last else {
      let count = bins ?? 1
      let width = (range.upperBound - range.lowerBound) / Double(count)
      values = (0..<count).map { range.lowerBound + Double($0) * width } + [range.upperBound]
      return
    }
    let length = range.upperBound - range.lowerBound
    var doublings = 0
    while 1 << doublings < all.count { doublings += 1 }
    let sturges = length / Double(doublings + 1)
    let spread = all.quantile(0.75) - all.quantile(0.25)
    let freedmanDiaconis = 2 * spread / cubeRoot(Double(all.count))
    let width = freedmanDiaconis > 0 ? min(sturges, freedmanDiaconis) : sturges
    let count = min(200, max(1, (length / width).rounded(.up)))
    let isWhole = all.allSatisfy { $0 == $0.rounded() }
    let ticks = Ticks(around: range, count: Int(count) + 1, wholeNumbers: isWhole)
    // Whole numbers are the middles of their bins.
    let shift = isWhole && ticks.step.value == 1 ? -0.5 : 0
    let last = ticks.multiples.upperBound + (shift < 0 ? 1 : 0)
    values = (ticks.multiples.lowerBound...last).map { multiple in
      DecimalNumber(multiple * ticks.step.coefficient, exponent: ticks.step.exponent).value + shift
    }
  }

  /// How many numbers are in each bin. One that is an end belongs to the bin behind it, the last of all
  /// to the bin in front.
  func counts(of samples: [Double]) -> [Int] {
    var counts = [Int](repeating: 0, count: values.count - 1)
    for sample in samples where sample.isUsable {
      var (low, high) = (0, values.count - 1)
      while high - low > 1 {
        let middle = (low + high) / 2
        if values[middle] <= sample { low = middle } else { high = middle }
      }
      counts[low] += 1
    }
    return counts
  }
}

/// By Newton's method: the same on every machine.
private func cubeRoot(_ value: Double) -> Double {
  var root = max(1, value / 3)
  for _ in 0..<60 { root = (2 * root + value / (root * root)) / 3 }
  return root
}
