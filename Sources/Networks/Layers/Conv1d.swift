import Tensors

/// A convolution over sequences, `[batch, inputs, length]` → `[batch, outputs, …]`.
public final class Conv1d: Module {
  public let inputs, outputs, kernelSize, stride, padding, dilation, groups: Int

  /// `[outputs, inputs / groups, kernel length]`.
  public let weight: Parameter
  /// `[outputs]`.
  public let bias: Parameter?

  /// - Parameters:
  ///   - inputs: The number of channels of the input.
  ///   - outputs: The number of channels of the output, which is the number of kernels.
  ///   - groups: Inputs and outputs are split into so many groups, which don't see each other.
  public init(
    _ inputs: Int, _ outputs: Int, kernelSize: Int, stride: Int = 1, padding: Int = 0,
    dilation: Int = 1, groups: Int = 1, bias: Bool = true
  ) {
    requireGroups(groups, divide: inputs, outputs, in: "Conv1d")
    self.inputs = inputs
    self.outputs = outputs
    self.kernelSize = kernelSize
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
    self.groups = groups
    let fanIn = inputs / groups * kernelSize
    weight = Parameter([outputs, inputs / groups, kernelSize], .uniform(fanIn: fanIn))
    self.bias = bias ? Parameter([outputs], .uniform(fanIn: fanIn)) : nil
  }

  public func forward(_ x: Tensor) -> Tensor {
    conv1d(
      x, weight.value, bias?.value, stride: stride, padding: padding, dilation: dilation,
      groups: groups)
  }

  public var hyperparameters: String {
    convolutionText(
      inputs, outputs, kernel: "\(kernelSize)", stride: stride.size2D, padding: padding.size2D,
      dilation: dilation.size2D, groups: groups, hasBias: bias != nil)
  }
}
