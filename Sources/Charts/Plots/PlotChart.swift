/// A chart whose both axes show numbers.
public protocol PlotChart: Chart {
  var plot: Plot { get }
}

extension PlotChart {
  public var description: String { plot.description }
  public var data: ChartData? { plot.data }
  public var svg: String { plot.svg }
}
