import DeepLearning
import NotebookDisplay

/// The engine does not know that notebooks exist, so the kernel says how its values are shown.
extension Summary: Displayable {
  /// The tree as a table; torchinfo's layout where there is only text.
  public var mimeBundle: MIMEBundle {
    let shown = rows.filter { $0.depth <= depth }
    // A module at the lowest level shown stands for all below it.
    func isWhole(_ row: SummaryRow) -> Bool { row.isLeaf || row.depth == depth }
    let table = Table(shown, depth: { $0.depth + 1 }) {
      Column(
        "Layer (type:depth-idx)", \.typeName, total: .label("Total"),
        index: { $0.depth == 0 ? nil : "\($0.depth)-\($0.index)" })
      Column("Output shape", \.outputShape.description, alignment: .right)
      Column(
        "Parameters", { isWhole($0) && $0.parameters > 0 ? $0.parameters : nil },
        total: .label(format(parameters)))
      Column(
        "Mult-adds", { isWhole($0) && $0.multAdds > 0 ? $0.multAdds : nil },
        total: .label(format(multAdds)))
    }
    return table.mimeBundle.adding(description, as: .plain)
  }
}
