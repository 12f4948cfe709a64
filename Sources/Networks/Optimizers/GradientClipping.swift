internal import CKernels
import Tensors

/// Scales the gradients of all parameters down together if their Euclidean norm, taken as one
/// vector, is above `maximum`.
///
/// Source: Pascanu et al., "On the Difficulty of Training Recurrent Neural Networks" (2013),
/// algorithm 1; PyTorch's `clip_grad_norm_`.
///
/// - Returns: The norm before.
@discardableResult
public func clipGradNorm(_ parameters: [Parameter], maximum: Float) -> Float {
  let squares = parameters.reduce(0.0) { sum, parameter in
    sum
      + (parameter.grad?.withUnsafeScalars {
        kernels_sum_squares($0.baseAddress, 0, $0.count)
      } ?? 0)
  }
  let norm = Float(squares.squareRoot())
  // PyTorch's constant, which keeps the quotient finite.
  let scale = maximum / (norm + 1e-6)
  // Not below 1 either if the norm is not a number: then nor are the gradients, as in PyTorch.
  if scale >= 1 { return norm }
  changeGradients(of: parameters) { kernels_scale($0, scale, 0, $0, $1) }
  return norm
}

/// Limits each element of the gradients to `-limit...limit`; PyTorch's `clip_grad_value_`.
public func clipGradValue(_ parameters: [Parameter], limit: Float) {
  changeGradients(of: parameters) { kernels_clamp($0, -limit, limit, $0, $1) }
}

private func changeGradients(
  of parameters: [Parameter], _ body: (UnsafeMutablePointer<Float>, Int) -> Void
) {
  for parameter in parameters {
    // Taken out of the parameter meanwhile, so that it is changed in place.
    guard var gradient = parameter.grad else { continue }
    parameter.grad = nil
    body(gradient.uniqueFloats(), gradient.count)
    parameter.grad = gradient
  }
}
