import Tensors

/// One call of a module in a summary, or the input.
public struct SummaryRow: Hashable, Codable, Sendable {
  /// The path from the network to the module, as in `features.0` or `conv1`; empty for a module
  /// that the network does not hold in a stored property.
  public let name: String

  /// The name of the module's type, as in `Conv2d`.
  public let typeName: String

  /// What distinguishes the module from others of its type, as in `3 → 64, kernel 11×11`.
  public let hyperparameters: String

  /// How many calls this one is nested in: 0 for the network itself.
  public let depth: Int

  /// The number of this row among those of its depth, from 1.
  public let index: Int

  /// Whether the module is not made of other modules.
  public let isLeaf: Bool

  /// Whether an earlier row shows the same module, so that its parameters are counted already.
  public let isRepeated: Bool

  public let inputShape: Shape
  public let outputShape: Shape

  /// The shape of the weight of a layer of neurons, `[outputs, inputs / groups, height, width]` of
  /// a convolution and `[outputs, inputs]` of a linear layer; nil for other modules.
  public let kernel: Shape?

  /// The number of parameters of the module and all below it.
  public let parameters: Int

  /// Those of `parameters` that optimisers change.
  public let trainableParameters: Int

  /// Those of `parameters` that count in this row: that no module below has and no earlier row has
  /// counted.
  public let ownParameters: Int

  /// Those of `ownParameters` that optimisers change.
  public let ownTrainableParameters: Int

  /// Those of `parameters` that are weights, not biases.
  public let weights: Int

  /// Mult-adds as torchinfo 1.8 defines them: a convolution's parameters times the positions of its
  /// kernel, any other layer's parameters, both times the batch. A module made of others has the
  /// sum of theirs.
  public let multAdds: Int

  /// The scalar operations that the module performs itself, not in the modules that it is made of.
  public let operations: OperationCount

  /// The number of neurons: the outputs of a layer whose outputs are weighted sums of inputs, which
  /// convolutions and linear layers are, or the elements of the input.
  public let neurons: Int
}

extension SummaryRow {
  /// The type with depth and index, as in `Conv2d: 2-1`; the network itself has the type alone.
  public var label: String { depth == 0 ? typeName : "\(typeName): \(depth)-\(index)" }

  /// The label behind the branches of the tree, as in `│    └─Conv2d: 2-1`.
  public var treeLabel: String {
    switch depth {
    case 0: label
    case 1: "├─" + label
    default: String(repeating: "│    ", count: depth - 1) + "└─" + label
    }
  }

  /// The kernels as `number×height×width×inputs`, `96×11×11×3`, or a linear layer's
  /// `outputs×inputs`; empty for modules without.
  public var kernelText: String {
    guard let dimensions = kernel?.dimensions else { return "" }
    let inputsLast = [dimensions[0]] + dimensions[2...] + [dimensions[1]]
    return inputsLast.map(String.init).joined(separator: "×")
  }

  /// The memory that the output takes.
  public var outputBytes: Int { Tensor.meta(outputShape).byteCount }
}
