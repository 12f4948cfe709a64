import DeepLearning
import NotebookDisplay

/// The engine does not know that notebooks exist, so the kernel says how its values are shown.
extension Summary: Displayable {
  /// The tree as a table; torchinfo's layout where there is only text.
  public var mimeBundle: MIMEBundle {
    func nonzero(_ count: Int?) -> Int? { count == 0 ? nil : count }
    func level(_ row: SummaryRow) -> Int { row.depth + 1 }
    let table = Table(tree, depth: level) {
      Column(
        "Layer (type:depth-idx)", \.typeName, total: .label("Total"),
        index: { $0.depth == 0 ? nil : "\($0.depth)-\($0.index)" })
      Column("Output shape", \.outputShape.description, alignment: .right)
      Column(
        "Parameters", { nonzero(parametersShown(in: $0)) }, total: .label(format(parameters)))
      Column("Mult-adds", { nonzero(multAddsShown(in: $0)) }, total: .label(format(multAdds)))
    }
    return table.mimeBundle.adding(description, as: .plain)
  }
}
