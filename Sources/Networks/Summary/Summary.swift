import Tensors

/// What a network is made of, and what one forward pass through it takes.
///
/// A summary comes from running the network on a meta tensor: no weight and no activation is ever
/// allocated. Its `description` is laid out as torchinfo 1.8 lays out the summary of a PyTorch
/// network, with the columns `output_size`, `num_params` and `mult_adds`; one million bytes are
/// an MB there. The numbers are torchinfo's too, but for parameters that several modules share:
/// they count once wherever they are, where torchinfo counts them again in nested modules.
///
/// Source: <https://github.com/TylerYep/torchinfo>.
public struct Summary: Hashable, Codable, Sendable {
  /// The input, as a row of its own.
  public let input: SummaryRow

  /// Each call of a module in the order in which they begin; the first is the network itself.
  public let rows: [SummaryRow]

  /// The depth down to which `description` shows rows.
  public let depth: Int

  /// Runs `model` on a meta tensor of the shape `input`.
  ///
  /// - Parameters:
  ///   - input: The shape of the input, batch included, as in `[1, 3, 224, 224]`.
  ///   - dtype: The type of the input: indices for a network that begins with an ``Embedding``.
  ///   - depth: The depth down to which `description` shows rows; all of them are counted.
  public init(of model: some Layer, input: Shape, dtype: DType = .float32, depth: Int = 3) {
    let recorder = CallRecorder()
    recorder.recording { _ = noGrad { model(.meta(input, dtype: dtype)) } }
    self.input = SummaryRow(input: input)
    rows = SummaryRow.rows(for: recorder.calls, paths: paths(in: model))
    self.depth = depth
  }

  /// The input, then every module that does something itself: the layers, and modules that add
  /// operations of their own, as a residual block adds its shortcut. What rows count themselves
  /// (`neurons`, `ownParameters`, `operations`) adds up to the whole network's over these.
  public var layers: [SummaryRow] {
    [input] + rows.filter { $0.isLeaf || $0.ownParameters > 0 || $0.operations != .zero }
  }
}

/// Counts what `model` is made of and what one forward pass through it takes:
///
///     let alexnet = summary(AlexNet(), input: [1, 3, 224, 224])
///
/// This is ``Summary/init(of:input:dtype:depth:)`` under the name that torchinfo gives it.
///
/// - Parameters:
///   - input: The shape of the input, batch included.
///   - dtype: The type of the input: indices for a network that begins with an ``Embedding``.
///   - depth: The depth down to which the printed tree shows modules; all of them are counted.
public func summary(
  _ model: some Layer, input: Shape, dtype: DType = .float32, depth: Int = 3
) -> Summary {
  Summary(of: model, input: input, dtype: dtype, depth: depth)
}

// MARK: - The tree

extension Summary {
  /// The rows down to `depth`, which is what is shown of a network as a tree.
  public var tree: [SummaryRow] { rows.filter { $0.depth <= depth } }

  /// The parameters that the tree shows in a row of its own: all of them in a layer and, at the
  /// lowest level, in any module; otherwise those of the module itself. Nil if there are none, or
  /// an earlier row shows them.
  public func parametersShown(in row: SummaryRow) -> Int? {
    let parameters = standsForAllBelow(row) ? row.parameters : row.ownParameters
    return row.isRepeated || parameters == 0 ? nil : parameters
  }

  /// The mult-adds that the tree shows in a row: those of a layer and, at the lowest level, of any
  /// module. Nil if there are none.
  public func multAddsShown(in row: SummaryRow) -> Int? {
    standsForAllBelow(row) && row.multAdds > 0 ? row.multAdds : nil
  }

  func standsForAllBelow(_ row: SummaryRow) -> Bool { row.isLeaf || row.depth == depth }
}

// MARK: - Totals

extension Summary {
  /// The number of parameters; one that several modules share counts once.
  public var parameters: Int { sum(\.ownParameters) }

  public var trainableParameters: Int { sum(\.ownTrainableParameters) }

  /// The number of neurons, those of the input layer included; `neurons - input.neurons` is without.
  public var neurons: Int { input.neurons + sum(\.neurons) }

  /// The scalar operations of one forward pass.
  public var operations: OperationCount { rows.reduce(.zero) { $0 + $1.operations } }

  /// Mult-adds of one forward pass, as torchinfo 1.8 counts them; see ``SummaryRow/multAdds``.
  public var multAdds: Int { rows.lazy.filter(\.isLeaf).reduce(0) { $0 + $1.multAdds } }

  /// The memory that the input takes.
  public var inputBytes: Int { input.outputBytes }

  /// The memory that outputs take in training, as torchinfo estimates it: the outputs of the layers
  /// with parameters, and their gradients.
  public var forwardBackwardBytes: Int {
    rows.lazy.filter { $0.isLeaf && $0.parameters > 0 }.reduce(0) { $0 + 2 * $1.outputBytes }
  }

  /// The memory that the parameters take.
  public var parameterBytes: Int { parameters * DType.float32.size }

  /// The memory that the input, outputs and parameters take.
  public var totalBytes: Int { inputBytes + forwardBackwardBytes + parameterBytes }

  private func sum(_ count: KeyPath<SummaryRow, Int>) -> Int {
    rows.reduce(0) { $0 + $1[keyPath: count] }
  }
}

/// The path of each module in the network: that of the network itself is the name of its type.
private func paths(in model: some Module) -> [ObjectIdentifier: String] {
  var paths: [ObjectIdentifier: String] = [:]
  for (name, module) in model.namedModules {
    paths[ObjectIdentifier(module)] = name.isEmpty ? model.typeName : name
  }
  return paths
}
