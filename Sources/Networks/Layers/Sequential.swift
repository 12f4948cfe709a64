import Tensors

/// Modules that run one after another:
///
///     let features = Sequential {
///       Conv2d(1, 16, kernelSize: 3)
///       ReLU()
///       for _ in 0..<depth { Block(16) }
///     }
///
/// Each is known by its index.
public final class Sequential: Module {
  public let modules: [any Module]

  public init(_ modules: [any Module]) { self.modules = modules }

  public convenience init(@ModuleBuilder _ modules: () -> [any Module]) { self.init(modules()) }

  public func forward(_ x: Tensor) -> Tensor {
    modules.reduce(x) { output, module in module(output) }
  }

  public subscript(index: Int) -> any Module { modules[index] }

  public var children: [NamedModule] {
    modules.enumerated().map { ("\($0)", $1) }
  }
}

/// Lists modules one to a line, with `if` and `for` where some depend on a condition or repeat.
@resultBuilder
public enum ModuleBuilder {
  public static func buildExpression(_ module: any Module) -> [any Module] { [module] }
  public static func buildExpression(_ modules: [any Module]) -> [any Module] { modules }
  public static func buildBlock(_ parts: [any Module]...) -> [any Module] { parts.flatMap(\.self) }
  public static func buildArray(_ parts: [[any Module]]) -> [any Module] { parts.flatMap(\.self) }
  public static func buildOptional(_ part: [any Module]?) -> [any Module] { part ?? [] }
  public static func buildEither(first part: [any Module]) -> [any Module] { part }
  public static func buildEither(second part: [any Module]) -> [any Module] { part }
}
