import Tensors

/// A convolution over images, `[batch, inputs, height, width]` → `[batch, outputs, …]`.
public final class Conv2d: Module {
  public let inputs, outputs, groups: Int
  public let kernelSize, stride, padding, dilation: Size2D

  /// `[outputs, inputs / groups, kernel height, kernel width]`.
  public let weight: Parameter
  /// `[outputs]`.
  public let bias: Parameter?

  /// - Parameters:
  ///   - inputs: The number of channels of the input.
  ///   - outputs: The number of channels of the output, which is the number of kernels.
  ///   - groups: Inputs and outputs are split into so many groups, which don't see each other.
  public init(
    _ inputs: Int, _ outputs: Int, kernelSize: any Size2DConvertible,
    stride: any Size2DConvertible = 1, padding: any Size2DConvertible = 0,
    dilation: any Size2DConvertible = 1, groups: Int = 1, bias: Bool = true
  ) {
    requireGroups(groups, divide: inputs, outputs, in: "Conv2d")
    self.inputs = inputs
    self.outputs = outputs
    self.groups = groups
    self.kernelSize = kernelSize.size2D
    self.stride = stride.size2D
    self.padding = padding.size2D
    self.dilation = dilation.size2D
    let fanIn = inputs / groups * self.kernelSize.area
    weight = Parameter(
      [outputs, inputs / groups, self.kernelSize.height, self.kernelSize.width],
      .uniform(fanIn: fanIn))
    self.bias = bias ? Parameter([outputs], .uniform(fanIn: fanIn)) : nil
  }

  public func forward(_ x: Tensor) -> Tensor {
    conv2d(
      x, weight.value, bias?.value, stride: stride, padding: padding, dilation: dilation,
      groups: groups)
  }

  public var hyperparameters: String {
    convolutionText(
      inputs, outputs, kernel: "\(kernelSize)", stride: stride, padding: padding,
      dilation: dilation, groups: groups, hasBias: bias != nil)
  }
}
