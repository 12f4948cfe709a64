extension HeatMap {
  /// More cells than this are drawn as a picture.
  private static let mostShapes = 400
  /// Between two cells, if they are large.
  private static let gap = 1.0

  public var svg: String {
    let texts = values.map { $0.map(text) }
    let frame = frame
    let size = valueSize(for: texts, in: frame)
    return SVGWriter.drawing(
      width: PlotFrame.width, height: frame.height, title: heading, description: contents,
      digest: "\(values)\(colors)\(shading)\(texts)"
    ) { svg, id in
      frame.draw(into: &svg)
      let hatching = hasMissing ? svg.hatching(id: id) : ""
      if values.count * columns.count > Self.mostShapes {
        drawPicture(id: id, hatching: hatching, in: frame, &svg)
      } else {
        drawCells(texts, numbers: size != nil, hatching: hatching, in: frame, &svg)
      }
      if let size {
        drawNumbers(texts, size: size, in: frame, &svg)
      } else {
        drawKey(in: frame, &svg)
      }
    }
  }

  // MARK: Layout

  private var keyLabels: [String] {
    let shading = shading
    return [colors == .diverging ? -shading.full : shading.zero, shading.zero + shading.full]
      .map { significantText($0, digits: 3) }
  }

  private var frame: PlotFrame {
    func frame(right: Double) -> PlotFrame {
      PlotFrame(
        horizontal: AxisLayout(x, names: columns), vertical: AxisLayout(y, names: rows),
        margins: .init(right: right),
        height: .slots { width in
          // Cells are square, unless there are so few columns that a row would be a page.
          values.count > 40 ? min(width, 300 / Double(values.count)) : max(min(width, 30), 3)
        })
    }
    let plain = frame(right: 0)
    guard valueSize(for: values.map { $0.map(text) }, in: plain) == nil else { return plain }
    let labels = keyLabels.map { ChartStyle.width(of: $0, size: 11) }.max() ?? 0
    return frame(right: 24 + labels)
  }

  /// How large the numbers in the cells are; `nil` if there are none.
  private func valueSize(for texts: [[String]], in frame: PlotFrame) -> Double? {
    guard showsValues != false, values.count * columns.count <= Self.mostShapes else { return nil }
    let (width, height) = cellSize(in: frame)
    let widest = texts.joined().map { ChartStyle.width(of: $0, size: 1) }.max() ?? 0
    let fitting = [11.5, 10, 9].first { widest * $0 <= width - 2 && $0 <= height }
    return fitting ?? (showsValues == true ? 8 : nil)
  }

  private func cellSize(in frame: PlotFrame) -> (width: Double, height: Double) {
    (
      (frame.right - frame.left) / Double(max(columns.count, 1)),
      (frame.bottom - frame.top) / Double(max(values.count, 1))
    )
  }

  // MARK: Drawing

  private func drawCells(
    _ texts: [[String]], numbers: Bool, hatching: String, in frame: PlotFrame,
    _ svg: inout SVGWriter
  ) {
    let (width, height) = cellSize(in: frame)
    let gap = min(width, height) > 8 ? Self.gap : 0
    let shading = shading
    for (row, values) in values.enumerated() {
      for (column, value) in values.enumerated() {
        let shade = shading.shade(of: value)
        let style = style(isPositive: shade >= 0, hasNumber: numbers)
        let fill: SVGWriter.Attributes =
          value.isUsable
          ? ["class": style.name, "fill": style.color, "fill-opacity": opacity(abs(shade))]
          : ["fill": hatching]
        svg.element(
          "rect",
          fill + [
            "x": coordinate(frame.left + Double(column) * width),
            "y": coordinate(frame.top + Double(row) * height),
            "width": coordinate(width - gap), "height": coordinate(height - gap),
          ]
        ) { svg in
          let name = words.cell(rows[row], columns[column])
          let text = value.isUsable ? texts[row][column] : words.missing
          svg.element("title", text: words.labelled(name, text))
        }
      }
      svg.newLine()
    }
  }

  private func drawNumbers(
    _ texts: [[String]], size: Double, in frame: PlotFrame, _ svg: inout SVGWriter
  ) {
    let (width, height) = cellSize(in: frame)
    svg.element(
      "g",
      [
        "class": "end", "fill": "#1b1c1f", "font-size": coordinate(size), "text-anchor": "middle",
        "pointer-events": "none",
      ]
    ) { svg in
      for (row, texts) in texts.enumerated() {
        for (column, text) in texts.enumerated() where !text.isEmpty {
          svg.element(
            "text",
            [
              "x": coordinate(frame.left + (Double(column) + 0.5) * width - Self.gap / 2),
              "y": coordinate(frame.top + (Double(row) + 0.5) * height + size * 0.35),
            ], text: text)
        }
        svg.newLine()
      }
    }
    svg.newLine()
  }

  /// A picture whose brightness says how much of a colour is let through: one for each colour, and one
  /// for the hatching.
  private func drawPicture(
    id: String, hatching: String, in frame: PlotFrame, _ svg: inout SVGWriter
  ) {
    let place: SVGWriter.Attributes = [
      "x": coordinate(frame.left), "y": coordinate(frame.top),
      "width": coordinate(frame.right - frame.left),
      "height": coordinate(frame.bottom - frame.top),
    ]
    let shading = shading
    func draw(_ name: String, _ fill: SVGWriter.Attributes, part: (Double) -> Double) {
      let pixels = values.joined().map { UInt8((max(part($0), 0) * 255).rounded()) }
      let picture = GrayPicture(width: columns.count, height: values.count, pixels: pixels)
      svg.element("mask", ["id": "\(id)-\(name)"]) { svg in
        svg.element(
          "image",
          place + ["href": picture.address, "preserveAspectRatio": "none"] + SVGWriter.pixelated)
      }
      svg.element("rect", place + fill + ["mask": "url(#\(id)-\(name))"])
      svg.newLine()
    }
    for isPositive in colors == .diverging ? [true, false] : [true] {
      let style = style(isPositive: isPositive, hasNumber: false)
      draw(isPositive ? "heat" : "cool", ["class": style.name, "fill": style.color]) { value in
        isPositive ? shading.shade(of: value) : -shading.shade(of: value)
      }
    }
    if hasMissing { draw("missing", ["fill": hatching]) { $0.isUsable ? 0 : 1 } }
  }

  /// Which colour stands for which number.
  private func drawKey(in frame: PlotFrame, _ svg: inout SVGWriter) {
    let steps = 24
    let left = frame.right + 10
    let height = min(frame.bottom - frame.top, 150)
    for step in 0..<steps {
      let part = (Double(step) + 0.5) / Double(steps)
      let shade = colors == .diverging ? 1 - 2 * part : 1 - part
      let style = style(isPositive: shade >= 0, hasNumber: false)
      svg.element(
        "rect",
        [
          "class": style.name, "fill": style.color, "fill-opacity": opacity(abs(shade)),
          "x": coordinate(left), "y": coordinate(frame.top + height * Double(step) / Double(steps)),
          "width": "8", "height": coordinate(height / Double(steps) + 0.3),
        ])
    }
    svg.newLine()
    let labels = keyLabels
    svg.number(labels[1], size: 11, x: left + 12, y: frame.top + 8, anchor: "start")
    svg.number(labels[0], size: 11, x: left + 12, y: frame.top + height, anchor: "start")
    svg.newLine()
  }

  private func opacity(_ shade: Double) -> String {
    DecimalNumber(rounding: shade, decimals: 2).text(decimals: 2)
  }

  /// The class and the colour of cells: a lighter one where numbers have to be read on it.
  private func style(isPositive: Bool, hasNumber: Bool) -> (name: String, color: String) {
    let isWarm = isPositive && colors == .diverging
    return switch (isPositive, hasNumber) {
    case (true, true): ("heat", "#e58a7b")
    case (false, true): ("cool", "#7fabd6")
    case (_, false): isWarm ? ("area s2", "#d55e00") : ("area s1", "#0072b2")
    }
  }
}
