/// The text of a summary, laid out as torchinfo 1.8 does.
extension Summary: CustomStringConvertible {
  /// One printed row: the module's place in the tree, and its figures as text.
  public struct Line: Hashable, Sendable {
    public let module, outputShape, parameters, multAdds: String
  }

  /// The titles of the columns.
  public static let header = Line(
    module: "Layer (type:depth-idx)", outputShape: "Output Shape", parameters: "Param #",
    multAdds: "Mult-Adds")

  /// The rows of `tree` as text.
  public var lines: [Line] {
    tree.map { row in
      Line(
        module: row.treeLabel, outputShape: row.outputShape.description,
        parameters: parametersText(of: row),
        multAdds: multAddsShown(in: row).map(grouped) ?? "--")
    }
  }

  /// A figure below the rows, as text.
  public struct Total: Hashable, Sendable {
    public let name, value: String
  }

  /// The totals of parameters and mult-adds.
  public var counts: [Total] {
    let (unit, scaledMultAdds) = abbreviated(multAdds)
    return [
      Total(name: "Total params", value: grouped(parameters)),
      Total(name: "Trainable params", value: grouped(trainableParameters)),
      Total(name: "Non-trainable params", value: grouped(parameters - trainableParameters)),
      Total(name: "Total mult-adds (\(unit))", value: scaledMultAdds),
    ]
  }

  /// The totals of memory, in millions of bytes.
  public var sizes: [Total] {
    [
      Total(name: "Input size (MB)", value: megabytes(inputBytes)),
      Total(name: "Forward/backward pass size (MB)", value: megabytes(forwardBackwardBytes)),
      Total(name: "Params size (MB)", value: megabytes(parameterBytes)),
      Total(name: "Estimated Total Size (MB)", value: megabytes(totalBytes)),
    ]
  }

  public var description: String {
    let columnWidth = 25
    // Each level moves a label by five columns; rows too deep to show widen the column as well.
    let longestLabel = rows.map { $0.label.count + 5 * $0.depth + 1 }.max() ?? 0
    let labelWidth = longestLabel < 40 ? 40 : (longestLabel + 4) / 5 * 5
    let divider = String(repeating: "=", count: labelWidth + 3 * columnWidth)

    func text(_ line: Line) -> String {
      [
        padded(line.module, to: labelWidth), padded(line.outputShape, to: columnWidth),
        padded(line.parameters, to: columnWidth), line.multAdds,
      ].joined(separator: " ")
    }
    func text(_ total: Total) -> String { "\(total.name): \(total.value)" }

    let sections = [[text(Self.header)], lines.map(text), counts.map(text), sizes.map(text)]
    return sections.reduce(divider) { "\($0)\n\($1.joined(separator: "\n"))\n\(divider)" }
  }

  private func parametersText(of row: SummaryRow) -> String {
    guard let parameters = parametersShown(in: row) else {
      return row.isRepeated && row.parameters > 0 ? "(recursive)" : "--"
    }
    let isFrozen = standsForAllBelow(row) && row.trainableParameters == 0
    return isFrozen ? "(\(grouped(parameters)))" : grouped(parameters)
  }
}
