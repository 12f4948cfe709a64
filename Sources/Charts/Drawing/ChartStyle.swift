/// Colours, dashes and type of charts.
///
/// A drawing brings its own style, so that it looks right in a page, in a page of somebody else's, and
/// as a file. A page's variables come first: `--ink-3` for axes, `--rule` for the grid, `--series-1`,
/// `--series-2` … for data, `--heat` for cells with numbers on them, `--hei` for the typeface.
enum ChartStyle {
  /// In the drawing's own units; about as many pixels, since it is drawn for a phone's width.
  static let fontSize = 12.5

  /// How many times as wide as a page's type is high a chart becomes at most: its text is then as large
  /// as a caption's.
  static let widest = 21

  /// A row of so many pictures or more has all the width of a page's text, in which it is so many times
  /// as wide as the page's type is high.
  static let (fewestPictures, widestPictures) = (3, 38)

  /// Colours by Okabe and Ito, of which those are taken that stand out on white and those that stand
  /// out on black. Programs that know no style sheets use the first.
  static let colors: [(light: String, dark: String)] = [
    ("#0072b2", "#56b4e9"), ("#d55e00", "#e69f00"), ("#009e73", "#009e73"),
    ("#cc79a7", "#cc79a7"), ("#000000", "#ffffff"),
  ]

  /// Lines differ by their dashes too: one more than there are colours, so that the pairs are many.
  static let dashes = ["none", "5 3", "1.5 2.5", "8 3 1.5 3", "10 4", "3 2 1 2"]

  static let sheet: String = {
    let series = colors.indices.map { index in
      let (light, dark) = colors[index]
      let name = ".s\(index + 1)"
      let color = "var(--series-\(index + 1),light-dark(\(light),\(dark)))"
      return "svg.chart \(name){stroke:\(color)}"
        + "svg.chart :is(.dot,.area,.band)\(name){fill:\(color);stroke:none}"
    }
    return """
      svg.chart:root{color-scheme:light dark}
      svg.chart{display:block;width:100%;max-width:\(widest)rem;height:auto;overflow:visible;\
      font:\(fontSize)px var(--hei,system-ui,sans-serif);\
      fill:var(--ink-3,light-dark(#63666c,#959aa1))}
      @media screen and (min-width:48em){svg.pictures:not(.panels *,svg *){max-width:\(widestPictures)rem;\
      font-size:\(coordinate(fontSize * Double(widest) / Double(widestPictures)))px}}
      svg.chart .grid{stroke:var(--rule,light-dark(#d8dadd,#353940))}
      svg.chart .base{stroke:var(--ink-3,light-dark(#63666c,#959aa1))}
      svg.chart .line{fill:none;stroke-width:1.75;stroke-linejoin:round}
      svg.chart :is(.mark,.whisker){fill:none;stroke:var(--ink-2,light-dark(#45484e,#b4b6ba))}
      svg.chart .end{fill:var(--ink,light-dark(#1b1c1f,#dcdbd7))}
      svg.chart .casing{fill:none;stroke:var(--paper,Canvas)}
      svg.chart .plate{fill:var(--paper,Canvas)}
      svg.chart .halo{stroke:var(--paper,Canvas);stroke-width:3;stroke-linejoin:round;\
      paint-order:stroke}
      svg.chart .heat{fill:var(--heat,light-dark(#e58a7b,#93402f))}
      svg.chart .cool{fill:var(--cool,light-dark(#7fabd6,#2f5f93))}

      """ + series.joined(separator: "\n")
  }()
}
