import Tensors

/// Checks that groups divide the channels of a convolution, as its initializer is called.
func requireGroups(_ groups: Int, divide inputs: Int, _ outputs: Int, in layer: StaticString) {
  guard groups > 0, inputs % groups == 0, outputs % groups == 0 else {
    shapeError("\(layer)(\(inputs) → \(outputs)): \(groups) groups don't divide both evenly")
  }
}

/// The hyperparameters of a convolution as text: what is usual is left out.
func convolutionText(
  _ inputs: Int, _ outputs: Int, kernel: String, stride: Size2D, padding: Size2D,
  outputPadding: Size2D = Size2D(0, 0), dilation: Size2D, groups: Int, hasBias: Bool
) -> String {
  var parts = ["\(inputs) → \(outputs)", "kernel \(kernel)"]
  if stride != Size2D(1, 1) { parts.append("stride \(stride.briefly)") }
  if padding != Size2D(0, 0) { parts.append("padding \(padding.briefly)") }
  if outputPadding != Size2D(0, 0) { parts.append("output padding \(outputPadding.briefly)") }
  if dilation != Size2D(1, 1) { parts.append("dilation \(dilation.briefly)") }
  if groups > 1 { parts.append("\(groups) groups") }
  if !hasBias { parts.append("no bias") }
  return parts.joined(separator: ", ")
}
