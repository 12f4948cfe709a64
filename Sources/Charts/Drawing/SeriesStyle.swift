/// How a series with a number is told from the others: by colour, by dashes or a shape, by its name.
struct SeriesStyle: Hashable {
  /// The class of what has its colour.
  let name: String
  /// For programs that know no style sheets.
  let color: String
  let dash: String
  let shape: MarkerShape

  init(_ index: Int) {
    let color = index % ChartStyle.colors.count
    name = "s\(color + 1)"
    self.color = ChartStyle.colors[color].light
    dash = ChartStyle.dashes[index % ChartStyle.dashes.count]
    shape = MarkerShape.allCases[index % MarkerShape.allCases.count]
  }
}

/// What stands at a point. The shapes cover about the same area.
enum MarkerShape: CaseIterable {
  case circle, square, triangle, diamond, triangleDown

  /// The shape around a point, as a path.
  func path(_ x: Double, _ y: Double) -> String {
    let start = "M\(coordinate(x)) \(coordinate(y))"
    return switch self {
    case .circle: start + "m-2.8 0a2.8 2.8 0 1 0 5.6 0a2.8 2.8 0 1 0 -5.6 0z"
    case .square: start + "m-2.5 -2.5h5v5h-5z"
    case .triangle: start + "m0 -3.6l3.4 5.8h-6.8z"
    case .diamond: start + "m0 -3.7l3.7 3.7l-3.7 3.7l-3.7 -3.7z"
    case .triangleDown: start + "m0 3.6l3.4 -5.8h-6.8z"
    }
  }
}
