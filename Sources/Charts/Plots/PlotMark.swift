/// What a chart with two axes of numbers shows.
public enum PlotMark: Hashable, Sendable {
  case line(Line)
  case points(Points)
  case rule(Rule)
}

extension ChartBuilder where Element == PlotMark {
  public static func buildExpression(_ line: Line) -> [PlotMark] { [.line(line)] }
  public static func buildExpression(_ lines: [Line]) -> [PlotMark] { lines.map(PlotMark.line) }
  public static func buildExpression(_ points: Points) -> [PlotMark] { [.points(points)] }
  public static func buildExpression(_ rule: Rule) -> [PlotMark] { [.rule(rule)] }
}
