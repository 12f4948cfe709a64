import Tensors

/// One call of a module during a forward pass.
struct ModuleCall: Sendable {
  /// A parameter of the module or of one below it, by its path from the module.
  struct ParameterRecord: Sendable {
    let name: String
    let identity: ObjectIdentifier
    let shape: Shape
    let isTrainable: Bool
  }

  /// Keeps a module alive without using it: the module of a call that is over could be gone, and
  /// another one could have its identity.
  struct Retained: @unchecked Sendable {
    private let module: any Module

    init(_ module: any Module) { self.module = module }
  }

  let module: ObjectIdentifier
  let retained: Retained
  let typeName: String
  let hyperparameters: String
  /// Whether the module is not made of other modules.
  let isLeaf: Bool
  let parameters: [ParameterRecord]
  let inputShape: Shape

  /// The number of calls that this one is nested in.
  var depth = 0
  var outputShape: Shape = []
  /// What the module did itself, not in the modules that it called.
  var operations = OperationCount.zero

  init(of module: some Module, on inputShape: Shape) {
    self.module = ObjectIdentifier(module)
    retained = Retained(module)
    self.inputShape = inputShape
    typeName = module.typeName
    hyperparameters = module.hyperparameters
    isLeaf = module.children.isEmpty
    parameters = module.namedParameters.map { name, parameter in
      ParameterRecord(
        name: name, identity: ObjectIdentifier(parameter), shape: parameter.shape,
        isTrainable: parameter.isTrainable)
    }
  }
}
