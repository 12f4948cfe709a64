/// Dots by two numbers each:
///
///     ScatterChart(x: "parameters", y: "accuracy") {
///       Points("networks", networks, x: \.parameters, y: \.accuracy, label: \.name)
///     }
public struct ScatterChart: PlotChart {
  public var title: String
  public var x: Axis
  public var y: Axis
  public var marks: [PlotMark]

  public init(
    _ title: String = "", x: Axis = "", y: Axis = "",
    @ChartBuilder<PlotMark> marks: () -> [PlotMark]
  ) {
    self.title = title
    self.x = x
    self.y = y
    self.marks = marks()
    plot.checkLogarithmicAxes()
  }

  public var plot: Plot { Plot(.scatter, title, x: x, y: y, marks) }
}
