import Tensors

/// How rows come from recorded calls.
extension SummaryRow {
  /// The row of the input, whose neurons are its elements.
  init(input shape: Shape) {
    self.init(
      name: "input", typeName: "Input", hyperparameters: "", depth: 0, index: 1, isLeaf: true,
      isRepeated: false, inputShape: shape, outputShape: shape, kernel: nil, parameters: 0,
      trainableParameters: 0, ownParameters: 0, ownTrainableParameters: 0, weights: 0, multAdds: 0,
      operations: .zero, neurons: shape.count)
  }

  /// One row for each of `calls`, which are in the order in which they began.
  ///
  /// - Parameter paths: The names of modules.
  static func rows(for calls: [ModuleCall], paths: [ObjectIdentifier: String]) -> [SummaryRow] {
    var indices: [Int: Int] = [:]
    var seenModules: Set<ObjectIdentifier> = []
    var countedParameters: Set<ObjectIdentifier> = []
    return calls.indices.map { position in
      let call = calls[position]
      let below = calls[(position + 1)...].prefix { $0.depth > call.depth }
      let parametersBelow = Set(below.flatMap { $0.parameters.map(\.identity) })
      let own = call.parameters.filter {
        !parametersBelow.contains($0.identity)
          && countedParameters.insert($0.identity).inserted
      }
      indices[call.depth, default: 0] += 1
      return SummaryRow(
        call, name: paths[call.module] ?? "", index: indices[call.depth]!,
        isRepeated: !seenModules.insert(call.module).inserted, own: own, below: below)
    }
  }

  private init(
    _ call: ModuleCall, name: String, index: Int, isRepeated: Bool,
    own: [ModuleCall.ParameterRecord], below: ArraySlice<ModuleCall>
  ) {
    self.init(
      name: name, typeName: call.typeName, hyperparameters: call.hyperparameters,
      depth: call.depth, index: index, isLeaf: call.isLeaf, isRepeated: isRepeated,
      inputShape: call.inputShape, outputShape: call.outputShape, kernel: call.kernel,
      parameters: call.parameters.elementCount,
      trainableParameters: call.parameters.filter(\.isTrainable).elementCount,
      ownParameters: own.elementCount,
      ownTrainableParameters: own.filter(\.isTrainable).elementCount,
      weights: call.parameters.filter(\.isWeight).elementCount,
      multAdds: call.isLeaf
        ? call.multAdds : below.lazy.filter(\.isLeaf).reduce(0) { $0 + $1.multAdds },
      operations: call.operations, neurons: call.kernel == nil ? 0 : call.outputShape.count)
  }
}

extension ModuleCall {
  /// The weight of a layer of neurons: one that has outputs and inputs as dimensions.
  fileprivate var kernel: Shape? {
    guard isLeaf else { return nil }
    return parameters.first { $0.name == "weight" && $0.shape.rank >= 2 }?.shape
  }

  /// The mult-adds of a layer, as torchinfo 1.8 defines them by the names of types and parameters.
  fileprivate var multAdds: Int {
    let isConvolution = typeName.contains("Conv")
    let batch = outputShape.dimensions.first ?? 1
    let positions = outputShape.dimensions.dropFirst(2).reduce(1, *)
    return parameters.reduce(0) { sum, parameter in
      let times =
        switch parameter.name {
        case "weight" where isConvolution, "bias" where isConvolution:
          batch * positions
        case "weight", "bias":
          batch
        case let name where name.contains("weight") || name.contains("bias"):
          outputShape.dimensions.prefix(2).reduce(1, *)
        default:
          0
        }
      return sum + times * parameter.shape.count
    }
  }
}

extension ModuleCall.ParameterRecord {
  fileprivate var isWeight: Bool { name == "weight" || name.hasSuffix(".weight") }
}

extension Sequence<ModuleCall.ParameterRecord> {
  fileprivate var elementCount: Int { reduce(0) { $0 + $1.shape.count } }
}
