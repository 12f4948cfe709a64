import Tensors

/// A network or a part of one.
///
/// A module is a final class whose stored properties are its parameters and the modules that it is
/// made of, and whose `forward` computes its output from them:
///
///     final class Perceptron: Module {
///       let hidden = Linear(784, 256)
///       let output = Linear(256, 10)
///       func forward(_ x: Tensor) -> Tensor { output(relu(hidden(x.flattened(from: 1)))) }
///     }
///
/// `forward` is written once and serves two purposes: on a tensor with values it computes, and on a
/// meta tensor it finds out shapes and cost. Call modules, as in `hidden(x)`, rather than their
/// `forward`: calls are what a summary sees.
///
/// Most modules are a ``Layer``, from a tensor to a tensor. Others take and give what they like: an
/// LSTM also has a state.
public protocol Module<Input, Output>: AnyObject {
  associatedtype Input
  associatedtype Output

  /// The output of the module for the input `x`.
  func forward(_ x: Input) -> Output

  /// The modules that this one is made of, with the names by which it knows them.
  ///
  /// By default, those in stored properties, in order of declaration: modules by the property's
  /// name, arrays of modules by name and index, as in `blocks.0`. What other collections hold is
  /// not found.
  var children: [NamedModule] { get }

  /// The module's own parameters, without those of its children; by default, those in stored
  /// properties, in order of declaration, named like children.
  var ownParameters: [NamedParameter] { get }

  /// What distinguishes this module from others of its type, as in `3 → 64, kernel 11×11`; empty
  /// by default.
  var hyperparameters: String { get }
}

/// A module from a tensor to a tensor.
public typealias Layer = Module<Tensor, Tensor>

/// A module and the name by which its owner knows it.
public typealias NamedModule = (name: String, module: any Module)

/// A parameter and its name: `weight` in its module, `features.0.weight` in the whole network.
public typealias NamedParameter = (name: String, parameter: Parameter)

extension Module {
  public var hyperparameters: String { "" }

  /// Runs the module.
  public func callAsFunction(_ x: Input) -> Output {
    guard let recorder = CallRecorder.current else { return forward(x) }
    return recorder.record(self, on: x)
  }

  /// The name of the module's type, without generic arguments.
  public var typeName: String {
    let name = String(describing: type(of: self))
    return String(name.prefix { $0 != "<" })
  }

  /// All parameters of the network that this module is the root of, each once, with their paths as
  /// in PyTorch's state dictionaries: `features.0.weight`.
  public var namedParameters: [NamedParameter] {
    var seen: Set<ObjectIdentifier> = []
    return allNamedParameters.filter { seen.insert(ObjectIdentifier($0.parameter)).inserted }
  }

  /// All parameters of the network that this module is the root of, each once.
  public var parameters: [Parameter] { namedParameters.map(\.parameter) }

  /// The module itself, under the name "", and all modules below it with their paths, each once.
  public var namedModules: [NamedModule] {
    var seen: Set<ObjectIdentifier> = []
    return allNamedModules.filter { seen.insert(ObjectIdentifier($0.module)).inserted }
  }

  private var allNamedParameters: [NamedParameter] {
    ownParameters
      + children.flatMap { name, module in
        module.allNamedParameters.map { ("\(name).\($0.name)", $0.parameter) }
      }
  }

  private var allNamedModules: [NamedModule] {
    [("", self)]
      + children.flatMap { name, module in
        module.allNamedModules.map { ($0.name.isEmpty ? name : "\(name).\($0.name)", $0.module) }
      }
  }
}
