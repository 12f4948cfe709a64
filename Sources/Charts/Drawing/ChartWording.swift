/// The words of a chart's description, in the language of its titles.
struct ChartWording {
  typealias Place = (axis: String, value: String)
  typealias Extent = (axis: String, low: String, high: String)

  let isChinese: Bool

  init(_ titles: [String]) {
    isChinese = titles.contains { $0.unicodeScalars.contains { 0x4E00...0x9FFF ~= $0.value } }
  }

  // MARK: Punctuation

  var separator: String { isChinese ? "；" : "; " }
  var comma: String { isChinese ? "，" : ", " }
  var period: String { isChinese ? "。" : "." }
  /// Between two sentences.
  var stop: String { isChinese ? "。" : ". " }

  /// "training: 0.12"
  func labelled(_ label: String, _ text: String) -> String {
    label.isEmpty ? text : label + (isChinese ? "：" : ": ") + text
  }

  /// "training 0.12"
  func named(_ name: String, _ text: String) -> String { name.isEmpty ? text : "\(name) \(text)" }

  /// "epoch 3", "轮次3".
  func place(_ axis: String, _ value: String) -> String {
    let axis = axis.isEmpty ? "x" : axis
    return ChartWording([axis]).isChinese ? axis + value : "\(axis) \(value)"
  }

  // MARK: Names

  func name(of kind: Plot.Kind) -> String {
    switch kind {
    case .lines: isChinese ? "折线图" : "Line chart"
    case .steps: isChinese ? "阶梯图" : "Step chart"
    case .scatter: isChinese ? "散点图" : "Scatter chart"
    }
  }

  func heading(_ y: String, by x: String) -> String {
    isChinese ? "\(y)随\(x)的变化" : "\(y) by \(x)"
  }

  var series: String { isChinese ? "系列" : "series" }
  func low(_ name: String) -> String { named(name, isChinese ? "下界" : "low") }
  func high(_ name: String) -> String { named(name, isChinese ? "上界" : "high") }

  // MARK: Lines

  func nothing(_ line: String) -> String { labelled(line, isChinese ? "没有数据" : "no data") }

  func one(_ line: String, _ value: String, at place: Place) -> String {
    let place = self.place(place.axis, place.value)
    return labelled(
      line, isChinese ? "只有一点，\(place)处为\(value)" : "\(value) at \(place), the only point")
  }

  func course(_ line: String, from start: String, to end: String, change: Double) -> String {
    if start == end {
      return labelled(line, isChinese ? "始于\(start)，也止于此" : "\(start) at both ends")
    }
    let verb = isChinese ? (change < 0 ? "降" : "升") : (change < 0 ? "falls" : "rises")
    return labelled(line, isChinese ? "从\(start)\(verb)到\(end)" : "\(verb) from \(start) to \(end)")
  }

  func lowest(_ value: String, at place: Place) -> String { extreme("最低", "lowest", value, place) }

  func highest(_ value: String, at place: Place) -> String {
    extreme("最高", "highest", value, place)
  }

  private func extreme(
    _ chinese: String, _ english: String, _ value: String, _ place: Place
  ) -> String {
    let place = self.place(place.axis, place.value)
    return isChinese ? "，\(chinese)\(value)（\(place)）" : ", \(english) \(value) at \(place)"
  }

  // MARK: Dots and marks

  func cloud(_ name: String, count: Int, x: Extent, y: Extent) -> String {
    let extents = [(x.axis.isEmpty ? "x" : x.axis, x), (y.axis.isEmpty ? "y" : y.axis, y)].map {
      isChinese ? "\($0)从\($1.low)到\($1.high)" : "\($0) from \($1.low) to \($1.high)"
    }
    let points = isChinese ? "\(count)点" : count == 1 ? "1 point" : "\(count) points"
    return labelled(name, ([points] + extents).joined(separator: comma))
  }

  func mark(_ name: String, at place: Place) -> String {
    let place = self.place(place.axis, place.value)
    return labelled(name, isChinese ? "标在\(place)处" : "marked at \(place)")
  }

  // MARK: Bars

  var barChart: String { isChinese ? "柱状图" : "Bar chart" }
  var category: String { isChinese ? "类别" : "category" }
  var value: String { isChinese ? "数值" : "value" }

  func heading(_ value: String, over name: String) -> String {
    isChinese ? "各\(name)的\(value)" : "\(value) by \(name)"
  }

  func entry(_ name: String, _ value: String) -> String { "\(name) = \(value)" }

  func bars(_ name: String, count: Int, least: Place, most: Place) -> String {
    let (least, most) = (entry(least.axis, least.value), entry(most.axis, most.value))
    return labelled(
      name,
      isChinese
        ? "\(count)条，最少\(least)，最多\(most)" : "\(count) bars, least \(least), most \(most)")
  }

  // MARK: Matrices

  var heatMap: String { isChinese ? "热力图" : "Heat map" }
  var row: String { isChinese ? "行" : "row" }

  func heading(_ y: String, against x: String) -> String {
    isChinese ? "\(y)与\(x)" : "\(y) against \(x)"
  }

  func cells(rows: Int, columns: Int) -> String {
    isChinese ? "\(rows)行\(columns)列" : "\(rows) × \(columns) cells"
  }

  /// "cat, dog": the names of a row and a column.
  func cell(_ row: String, _ column: String) -> String { row + (isChinese ? "、" : ", ") + column }

  var missing: String { isChinese ? "没有数值" : "no value" }

  func missing(_ count: Int) -> String {
    isChinese ? "\(count)格\(missing)" : "\(count) without a value"
  }

  func extreme(least value: String, at cell: String) -> String {
    isChinese ? "最小\(value)（\(cell)）" : "least \(value) (\(cell))"
  }

  func extreme(most value: String, at cell: String) -> String {
    isChinese ? "最大\(value)（\(cell)）" : "most \(value) (\(cell))"
  }

  // MARK: Distributions

  var histogram: String { isChinese ? "直方图" : "Histogram" }
  var boxPlot: String { isChinese ? "箱线图" : "Box plot" }
  var from: String { isChinese ? "从" : "from" }
  var to: String { isChinese ? "到" : "to" }

  var boxColumns: [String] {
    isChinese
      ? ["个数", "最小", "下四分位", "中位数", "上四分位", "最大"]
      : ["count", "minimum", "first quartile", "median", "third quartile", "maximum"]
  }

  func distribution(of name: String) -> String {
    isChinese ? "\(name)的分布" : "Distribution of \(name)"
  }

  func between(_ low: String, _ high: String) -> String {
    isChinese ? "\(low)到\(high)" : "\(low) to \(high)"
  }

  func describe(_ samples: Samples) -> String {
    let values = samples.sorted
    guard let first = values.first, let last = values.last else { return nothing(samples.name) }
    let text = { significantText($0, digits: 4) }
    return labelled(
      samples.name,
      box(
        median: text(values.quantile(0.5)),
        quartiles: (text(values.quantile(0.25)), text(values.quantile(0.75))),
        range: (text(first), text(last)), count: values.count))
  }

  func box(
    median: String, quartiles: (String, String), range: (String, String), count: Int
  ) -> String {
    isChinese
      ? "\(count)个数，中位数\(median)，中间一半在\(quartiles.0)与\(quartiles.1)之间，全部在\(range.0)与\(range.1)之间"
      : "\(count) \(count == 1 ? "number" : "numbers"), median \(median), half of them from "
        + "\(quartiles.0) to \(quartiles.1), all from \(range.0) to \(range.1)"
  }
}
