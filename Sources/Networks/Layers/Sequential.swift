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
  public let modules: [any Layer]

  public init(_ modules: [any Layer]) { self.modules = modules }

  public convenience init(@ModuleBuilder _ modules: () -> [any Layer]) { self.init(modules()) }

  public func forward(_ x: Tensor) -> Tensor {
    modules.reduce(x) { output, module in module(output) }
  }

  public subscript(index: Int) -> any Layer { modules[index] }

  public var children: [NamedModule] {
    modules.enumerated().map { ("\($0)", $1) }
  }
}

/// Lists modules one to a line, with `if` and `for` where some depend on a condition or repeat.
@resultBuilder
public enum ModuleBuilder {
  public static func buildExpression(_ module: any Layer) -> [any Layer] { [module] }
  public static func buildExpression(_ modules: [any Layer]) -> [any Layer] { modules }
  public static func buildBlock(_ parts: [any Layer]...) -> [any Layer] { parts.flatMap(\.self) }
  public static func buildArray(_ parts: [[any Layer]]) -> [any Layer] { parts.flatMap(\.self) }
  public static func buildOptional(_ part: [any Layer]?) -> [any Layer] { part ?? [] }
  public static func buildEither(first part: [any Layer]) -> [any Layer] { part }
  public static func buildEither(second part: [any Layer]) -> [any Layer] { part }
}
