import Tensors

/// A transposed convolution over images, `[batch, inputs, height, width]` → `[batch, outputs, …]`,
/// which enlarges them by its stride; see
/// ``convTranspose2d(_:_:_:stride:padding:outputPadding:dilation:groups:)``.
public final class ConvTranspose2d: Module {
  public let inputs, outputs, groups: Int
  public let kernelSize, stride, padding, outputPadding, dilation: Size2D

  /// `[inputs, outputs / groups, kernel height, kernel width]`.
  public let weight: Parameter
  /// `[outputs]`.
  public let bias: Parameter?

  /// - Parameters:
  ///   - inputs: The number of channels of the input, which is the number of kernels.
  ///   - outputs: The number of channels of the output.
  ///   - padding: What a convolution of the same hyperparameters would pad its input with: so much is
  ///     cut off the output.
  ///   - outputPadding: Added to one side of the output.
  ///   - groups: Inputs and outputs are split into so many groups, which don't see each other.
  public init(
    _ inputs: Int, _ outputs: Int, kernelSize: any Size2DConvertible,
    stride: any Size2DConvertible = 1, padding: any Size2DConvertible = 0,
    outputPadding: any Size2DConvertible = 0, dilation: any Size2DConvertible = 1,
    groups: Int = 1, bias: Bool = true
  ) {
    requireGroups(groups, divide: inputs, outputs, in: "ConvTranspose2d")
    self.inputs = inputs
    self.outputs = outputs
    self.groups = groups
    self.kernelSize = kernelSize.size2D
    self.stride = stride.size2D
    self.padding = padding.size2D
    self.outputPadding = outputPadding.size2D
    self.dilation = dilation.size2D
    // PyTorch takes the weight's second dimension for the inputs, as in other layers.
    let fanIn = outputs / groups * self.kernelSize.area
    weight = Parameter(
      [inputs, outputs / groups, self.kernelSize.height, self.kernelSize.width],
      .uniform(fanIn: fanIn))
    self.bias = bias ? Parameter([outputs], .uniform(fanIn: fanIn)) : nil
  }

  public func forward(_ x: Tensor) -> Tensor {
    convTranspose2d(
      x, weight.value, bias?.value, stride: stride, padding: padding,
      outputPadding: outputPadding, dilation: dilation, groups: groups)
  }

  public var hyperparameters: String {
    convolutionText(
      inputs, outputs, kernel: "\(kernelSize)", stride: stride, padding: padding,
      outputPadding: outputPadding,
      dilation: dilation, groups: groups, hasBias: bias != nil)
  }
}
