import Tensors

/// A fully connected layer, `[…, inputs]` → `[…, outputs]`.
public final class Linear: Module {
  public let inputs, outputs: Int

  /// `[outputs, inputs]`.
  public let weight: Parameter
  /// `[outputs]`.
  public let bias: Parameter?

  public init(_ inputs: Int, _ outputs: Int, bias: Bool = true) {
    self.inputs = inputs
    self.outputs = outputs
    weight = Parameter([outputs, inputs], .uniform(fanIn: inputs))
    self.bias = bias ? Parameter([outputs], .uniform(fanIn: inputs)) : nil
  }

  public func forward(_ x: Tensor) -> Tensor { linear(x, weight.value, bias?.value) }

  public var hyperparameters: String {
    "\(inputs) → \(outputs)" + (bias == nil ? ", no bias" : "")
  }
}
