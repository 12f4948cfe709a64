extension DependencyGraph {
  /// The units as boxes, in their order, with an arrow from each to those whose declarations it uses.
  ///
  /// Colours are a page's where it has them, as those of charts are.
  public var svg: String {
    let drawing = GraphDrawing(self)
    let id = "graph-" + String(StableHash.hash(text), radix: 36)
    let size = "\(drawing.width) \(drawing.height)"
    let lines =
      [
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"graph\" viewBox=\"0 0 \(size)\""
          + " role=\"img\" aria-labelledby=\"\(id)-title \(id)-desc\""
          + " font-size=\"\(GraphDrawing.fontSize)\" fill=\"#1b1c1f\">",
        "<title id=\"\(id)-title\">\("What the cells of \(chapter) use".htmlEscaped)</title>",
        "<desc id=\"\(id)-desc\">\(description.htmlEscaped)</desc>",
        "<style>\(GraphDrawing.style)</style>",
        "<marker id=\"\(id)-head\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\""
          + " markerHeight=\"7\" orient=\"auto\"><path class=\"head\" d=\"M0 0L8 4L0 8Z\"/></marker>",
      ] + drawing.arrows(marker: id + "-head") + drawing.boxes + ["</svg>"]
    return lines.map { $0 + "\n" }.joined()
  }

  /// The drawing in words.
  private var description: String {
    let sentences = nodes.compactMap { node -> String? in
      guard !node.uses.isEmpty else { return nil }
      return "\(node.reference) uses \(node.uses.map(phrase).joined(separator: "; "))."
    }
    return (["Cells in the order in which they run."] + sentences + [Self.limits])
      .joined(separator: " ")
  }
}

/// Where the boxes and arrows of a graph are.
private struct GraphDrawing {
  static let fontSize = 12.5
  static let style = """

    svg.graph:root{color-scheme:light dark}
    svg.graph{display:block;max-width:40rem;width:100%;height:auto;\
    font:\(fontSize)px var(--hei,system-ui,sans-serif);fill:var(--ink,light-dark(#1b1c1f,#dcdbd7))}
    svg.graph rect{fill:none;stroke:var(--rule,light-dark(#d8dadd,#353940))}
    svg.graph .name{font-weight:600}
    svg.graph .quiet{fill:var(--ink-3,light-dark(#63666c,#959aa1))}
    svg.graph .head{fill:var(--series-1,light-dark(#0072b2,#56b4e9))}
    svg.graph .arrow{fill:none;stroke:var(--series-1,light-dark(#0072b2,#56b4e9))}
    svg.graph .unnamed{stroke-dasharray:3 3}

    """

  private let graph: DependencyGraph
  private let margin = 8
  private let boxWidth = 300
  private let boxHeight = 42
  private let gap = 12

  init(_ graph: DependencyGraph) { self.graph = graph }

  var width: Int { margin + boxWidth + bulge(over: graph.nodes.count) + margin }
  var height: Int { graph.nodes.count * (boxHeight + gap) - gap + 2 * margin }

  private func top(of node: Int) -> Int { margin + node * (boxHeight + gap) }

  /// How far to the right an arrow reaches: the further, the more boxes it passes.
  private func bulge(over distance: Int) -> Int { min(24 + 12 * distance, 240) }

  var boxes: [String] {
    graph.nodes.enumerated().map { index, node in
      let y = top(of: index)
      let left = margin + 10
      let names = Self.shortened(node.declares.joined(separator: ", "), to: boxWidth - 20)
      var box =
        "<g><rect x=\"\(margin)\" y=\"\(y)\" width=\"\(boxWidth)\" height=\"\(boxHeight)\""
        + " rx=\"4\" fill=\"none\" stroke=\"#d8dadd\"/>"
      box += "<text class=\"name\" x=\"\(left)\" y=\"\(y + 17)\">"
      box += Self.shortened(node.title, to: boxWidth - 90).htmlEscaped + "</text>"
      if let line = node.line {
        box += "<text class=\"quiet\" x=\"\(margin + boxWidth - 10)\" y=\"\(y + 17)\""
        box += " text-anchor=\"end\">line \(line)</text>"
      }
      box += "<text class=\"quiet\" x=\"\(left)\" y=\"\(y + 34)\">\(names.htmlEscaped)</text></g>"
      return box
    }
  }

  func arrows(marker: String) -> [String] {
    graph.nodes.enumerated().flatMap { index, node in
      node.uses.map { use in
        let x = margin + boxWidth
        // Arrows leave a box above the middle of its side, and arrive below.
        let from = top(of: index) + boxHeight / 2 - 6
        let to = top(of: use.node) + boxHeight / 2 + 6
        let control = x + bulge(over: index - use.node) * 4 / 3
        let title = "\(node.reference) uses \(graph.phrase(use))"
        return
          "<path class=\"arrow\(use.isUnnamed ? " unnamed" : "")\" marker-end=\"url(#\(marker))\""
          + " fill=\"none\" stroke=\"#0072b2\""
          + " d=\"M\(x) \(from)C\(control) \(from) \(control) \(to) \(x + 2) \(to)\">"
          + "<title>\(title.htmlEscaped)</title></path>"
      }
    }
  }

  /// Chinese characters are as wide as they are high, others a good half.
  private static func shortened(_ text: String, to limit: Int) -> String {
    func width(_ text: String) -> Double {
      text.unicodeScalars.reduce(0) { $0 + ($1.value >= 0x2E80 ? fontSize : fontSize * 0.56) }
    }
    guard width(text) > Double(limit) else { return text }
    var short = text
    while !short.isEmpty, width(short + "…") > Double(limit) { short.removeLast() }
    return short + "…"
  }
}
