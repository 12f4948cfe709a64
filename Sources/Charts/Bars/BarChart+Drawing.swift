extension BarChart {
  /// How much of a slot its bars take.
  private static let share = 0.78
  private static let valueSize = 11.0
  /// Between a bar's end and its number.
  private static let valueGap = 3.0

  public var svg: String {
    let pieces = pieces
    let legend = Legend(
      bars.enumerated().map { Legend.Entry(name: $1.name, style: SeriesStyle($0), sample: .area) })
    let names = AxisLayout(nameAxis, names: labels)
    let values = valueLayout
    let isVertical = orientation == .vertical
    let texts = values.texts(pieces.map(\.value))
    let widest = texts.map { ChartStyle.width(of: $0, size: Self.valueSize) }.max() ?? 0
    let frame = PlotFrame(
      horizontal: isVertical ? names : values, vertical: isVertical ? values : names,
      margins: .init(
        top: legend.height, marks: isVertical ? 4 : 0,
        right: isVertical || showsValues == false ? 0 : widest + Self.valueGap),
      height: isVertical ? .usual : .slots { _ in slotHeight }, standsOnZero: true)
    let thickness = self.thickness(in: frame)
    let showsValues =
      showsValues
      ?? (arrangement == .grouped && pieces.allSatisfy { $0.error == nil }
        && (isVertical ? widest <= thickness + 1 : thickness >= 9))
    return SVGWriter.drawing(
      width: PlotFrame.width, height: frame.height, title: heading, description: contents,
      digest: "\(pieces)\(orientation)\(showsValues)"
    ) { svg, _ in
      legend.draw(into: &svg)
      frame.draw(into: &svg)
      for (piece, text) in zip(pieces, texts) {
        draw(piece, text: text, thickness: thickness, in: frame, &svg)
        if showsValues { drawValue(text, of: piece, thickness: thickness, in: frame, &svg) }
        if let error = piece.error {
          drawWhisker(
            error, at: middle(of: piece, thickness: thickness, in: frame), in: frame, &svg)
        }
        svg.newLine()
      }
    }
  }

  /// Of horizontal bars: room for each.
  private var slotHeight: Double {
    arrangement == .stacked ? 24 : max(24, Double(bars.count) * 14 + 8)
  }

  private func thickness(in frame: PlotFrame) -> Double {
    let length = orientation == .vertical ? frame.right - frame.left : frame.bottom - frame.top
    let slot = length / Double(max(labels.count, 1))
    let inGroup = arrangement == .stacked ? 1 : Double(max(bars.count, 1))
    return min(slot * Self.share / inGroup, 46)
  }

  /// The middle of a bar across its length.
  private func middle(of piece: BarPiece, thickness: Double, in frame: PlotFrame) -> Double {
    let scale = orientation == .vertical ? frame.x : frame.y
    let middle = scale(Double(piece.slot) + 0.5)
    guard arrangement == .grouped else { return middle }
    return middle + (Double(piece.series) - Double(bars.count - 1) / 2) * thickness
  }

  private func draw(
    _ piece: BarPiece, text: String, thickness: Double, in frame: PlotFrame,
    _ svg: inout SVGWriter
  ) {
    let (start, end) = ends(of: piece, in: frame)
    let side = middle(of: piece, thickness: thickness, in: frame) - thickness / 2
    let style = SeriesStyle(piece.series)
    let isVertical = orientation == .vertical
    let along = coordinate(abs(end - start))
    let across = coordinate(max(thickness - 1, 0.5))
    svg.element(
      "rect",
      [
        "class": "area \(style.name)", "fill": style.color,
        "x": coordinate(isVertical ? side : min(start, end)),
        "y": coordinate(isVertical ? min(start, end) : side),
        "width": isVertical ? across : along, "height": isVertical ? along : across,
      ]
    ) { svg in
      let name = words.named(bars[piece.series].name, labels[piece.slot])
      svg.element("title", text: words.labelled(name, text))
    }
  }

  /// Where a bar begins and ends along the axis of the numbers; cut off where the axis ends.
  private func ends(of piece: BarPiece, in frame: PlotFrame) -> (start: Double, end: Double) {
    let (axis, scale) =
      orientation == .vertical ? (frame.vertical, frame.y) : (frame.horizontal, frame.x)
    let place = { (value: Double) in
      scale(min(max(value, axis.domain.lowerBound), axis.domain.upperBound))
    }
    return (place(axis.isLogarithmic ? axis.domain.lowerBound : piece.base), place(piece.end))
  }

  private func drawValue(
    _ text: String, of piece: BarPiece, thickness: Double, in frame: PlotFrame,
    _ svg: inout SVGWriter
  ) {
    let end = ends(of: piece, in: frame).end
    let middle = middle(of: piece, thickness: thickness, in: frame)
    let isBelow = piece.value < 0
    if orientation == .vertical {
      svg.number(
        text, size: Self.valueSize, x: middle,
        y: isBelow ? end + Self.valueSize : end - Self.valueGap, anchor: "middle")
    } else {
      svg.number(
        text, size: Self.valueSize, x: end + (isBelow ? -Self.valueGap : Self.valueGap),
        y: middle + 4, anchor: isBelow ? "end" : "start")
    }
  }

  private func drawWhisker(
    _ error: Line.Interval, at middle: Double, in frame: PlotFrame, _ svg: inout SVGWriter
  ) {
    guard error.low.isUsable, error.high.isUsable else { return }
    let isVertical = orientation == .vertical
    let axis = isVertical ? frame.vertical : frame.horizontal
    let scale = isVertical ? frame.y : frame.x
    let low = coordinate(
      scale(axis.isLogarithmic ? max(error.low, axis.domain.lowerBound) : error.low))
    let high = coordinate(scale(error.high))
    let (before, at) = (coordinate(middle - 3), coordinate(middle))
    let path =
      isVertical
      ? "M\(before) \(low)h6M\(at) \(low)V\(high)M\(before) \(high)h6"
      : "M\(low) \(before)v6M\(low) \(at)H\(high)M\(high) \(before)v6"
    svg.casing(path)
    svg.whisker(path)
  }
}
