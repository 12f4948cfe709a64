/// Lines over a common axis, such as losses over epochs:
///
///     LineChart(x: "epoch", y: Axis("loss", scale: .logarithmic)) {
///       Line("training", [0.42, 0.21, 0.15])
///       Line("validation", [0.30, 0.22, 0.20])
///       Rule("early stopping", x: 3)
///     }
///
/// Values that are no number leave a gap.
public struct LineChart: PlotChart {
  public var title: String
  public var x: Axis
  public var y: Axis
  public var marks: [PlotMark]

  /// - Parameter title: By default, one is made of the axes' titles.
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

  public var plot: Plot { Plot(.lines, title, x: x, y: y, marks) }
}
