import DeepLearning
import NotebookDisplay

extension Displayable where Self: Chart {
  public var mimeBundle: MIMEBundle {
    let bundle = SVG(svg, alternative: description).mimeBundle
    return data.map { bundle.adding($0.csv, as: .csv) } ?? bundle
  }
}

extension LineChart: Displayable {}
extension StepChart: Displayable {}
extension ScatterChart: Displayable {}
extension BarChart: Displayable {}
extension HeatMap: Displayable {}
extension Histogram: Displayable {}
extension BoxPlot: Displayable {}
extension ImageGrid: Displayable {}
extension BoxDrawing: Displayable {}

/// On a page each panel finds its own place; a file has one drawing of all.
extension Panels: Displayable {
  public var mimeBundle: MIMEBundle {
    let panels = zip(charts, captions).map { chart, caption in
      "<figure>\n<div class=\"art\">\(chart.svg)</div>\n"
        + "<figcaption>\(caption.htmlEscaped)</figcaption>\n</figure>\n"
    }
    let bundle = SVG(svg, alternative: description).mimeBundle
      .adding("<div class=\"panels\">\n\(panels.joined())</div>", as: .html)
    return csv.map { bundle.adding($0, as: .csv) } ?? bundle
  }
}
