/// Values that hold from one place to the next, such as precision over recall.
public struct StepChart: PlotChart {
  /// Where a value holds.
  public enum Steps: Hashable, Sendable {
    /// From its own place up to the next point's.
    case after
    /// From the last point's place up to its own.
    case before
  }

  public var title: String
  public var x: Axis
  public var y: Axis
  public var steps: Steps
  public var marks: [PlotMark]

  public init(
    _ title: String = "", x: Axis = "", y: Axis = "", steps: Steps = .after,
    @ChartBuilder<PlotMark> marks: () -> [PlotMark]
  ) {
    self.title = title
    self.x = x
    self.y = y
    self.steps = steps
    self.marks = marks()
    plot.checkLogarithmicAxes()
  }

  public var plot: Plot { Plot(.steps(steps), title, x: x, y: y, marks) }
}
