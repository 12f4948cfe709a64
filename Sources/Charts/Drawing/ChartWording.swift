/// The words of a chart's description, in the language of its titles.
struct ChartWording {
  typealias Place = (axis: String, value: String)

  let isChinese: Bool

  init(_ titles: [String]) {
    isChinese = titles.contains { $0.unicodeScalars.contains { 0x4E00...0x9FFF ~= $0.value } }
  }

  var chart: String { isChinese ? "折线图" : "Line chart" }
  var separator: String { isChinese ? "；" : "; " }
  var period: String { isChinese ? "。" : "." }

  func heading(_ y: String, by x: String) -> String {
    isChinese ? "\(y)随\(x)的变化" : "\(y) by \(x)"
  }

  func nothing(_ line: String) -> String {
    isChinese ? "\(named(line))没有数据" : "\(named(line))no data"
  }

  func one(_ line: String, _ value: String, at place: Place) -> String {
    isChinese
      ? "\(named(line))只有一点，\(place.axis)\(place.value)处为\(value)"
      : "\(named(line))\(value) at \(place.axis) \(place.value), the only point"
  }

  func course(_ line: String, from start: String, to end: String, change: Double) -> String {
    if start == end {
      return isChinese ? "\(named(line))始于\(start)，也止于此" : "\(named(line))\(start) at both ends"
    }
    if isChinese { return "\(named(line))从\(start)\(change < 0 ? "降" : "升")到\(end)" }
    return "\(named(line))\(change < 0 ? "falls" : "rises") from \(start) to \(end)"
  }

  func lowest(_ value: String, at place: Place) -> String { extreme("最低", "lowest", value, place) }

  func highest(_ value: String, at place: Place) -> String {
    extreme("最高", "highest", value, place)
  }

  private func extreme(
    _ chinese: String, _ english: String, _ value: String, _ place: Place
  ) -> String {
    isChinese
      ? "，\(chinese)\(value)（\(place.axis)\(place.value)）"
      : ", \(english) \(value) at \(place.axis) \(place.value)"
  }

  private func named(_ line: String) -> String {
    line.isEmpty ? "" : line + (isChinese ? "：" : ": ")
  }
}
