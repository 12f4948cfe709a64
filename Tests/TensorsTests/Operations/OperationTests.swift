import Testing

@testable import Tensors

/// Values, gradients and second derivatives of the operations, as PyTorch gives them in double
/// precision; the script checks those derivatives against finite differences.
///
/// A number may be off by a part of the largest one of its tensor, at least by that part of 1.
@Suite struct OperationTests {
  @Test(
    arguments: [
      "elementwise", "reductions", "arrangements", "products", "images", "normalizations",
    ])
  func operationsEqualPyTorch(_ file: String) throws {
    for operationCase in try OperationCase.all(in: file) { try check(operationCase) }
  }

  @Test(
    arguments: [
      "elementwise", "reductions", "arrangements", "products", "images", "normalizations",
    ])
  func metaTensorsGiveTheSameShapes(_ file: String) throws {
    for operationCase in try OperationCase.all(in: file) {
      // How much a mask picks depends on its elements.
      guard operationCase.operation != "maskedSelect" else { continue }
      let function = try #require(OperationTable.function(operationCase.operation))
      let inputs = operationCase.inputs.map { input -> Tensor in
        .meta(Shape(input.shape), dtype: input.dtype.flatMap(DType.init(rawValue:)) ?? .float32)
      }
      let output = function(inputs, operationCase.options)
      #expect(output.shape.dimensions == operationCase.output.shape, "\(operationCase)")
      #expect(output.dtype.rawValue == operationCase.output.dtype ?? "float32", "\(operationCase)")
      #expect(output.isMeta, "\(operationCase)")
    }
  }

  private func check(_ operationCase: OperationCase) throws {
    let function = try #require(OperationTable.function(operationCase.operation))
    let variables = operationCase.variables()
    let output = function(variables, operationCase.options)
    let expected = operationCase.output
    #expect(output.shape.dimensions == expected.shape, "\(operationCase)")
    #expect(output.dtype.rawValue == expected.dtype ?? "float32", "\(operationCase)")
    expectClose(output, expected.values, 4e-6, "\(operationCase)")
    guard let gradients = operationCase.gradients else { return }
    let wanted = Swift.zip(variables, gradients).filter { $1 != nil }.map(\.0)
    guard output.requiresGradient else { return }
    let first = Tensors.gradients(
      of: output, withRespectTo: wanted, gradient: cotangent(of: output), createGraph: true)
    for (gradient, expected) in Swift.zip(first, gradients.compactMap(\.self)) {
      expectClose(gradient, expected, 2e-5, "gradient of \(operationCase)")
    }
    // Without a graph, other kernels give the same gradients.
    let again = function(variables, operationCase.options)
    let fused = Tensors.gradients(
      of: again, withRespectTo: wanted, gradient: cotangent(of: output))
    for (gradient, expected) in Swift.zip(fused, gradients.compactMap(\.self)) {
      expectClose(gradient, expected, 2e-5, "fused gradient of \(operationCase)")
    }
    guard let second = operationCase.second else { return }
    let penalty = first.map { square($0).sum() }.reduce(Tensor(0), +)
    let secondGradients = Tensors.gradients(of: penalty, withRespectTo: wanted)
    for (gradient, expected) in Swift.zip(secondGradients, second.compactMap(\.self)) {
      expectClose(gradient, expected, 1e-4, "second gradient of \(operationCase)")
    }
  }

  private func cotangent(of output: Tensor) -> Tensor {
    let numbers = (0..<output.count).map { index -> Float in Float((index * 7 + 3) % 11 - 5) / 4 }
    return Tensor(numbers, shape: output.shape)
  }
}

/// Checks that `tensor` has the expected numbers, off by at most `tolerance` times the largest one,
/// or 1.
func expectClose(
  _ tensor: Tensor, _ expected: Numbers, _ tolerance: Double, _ message: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let numbers = tensor.asType(.float32).scalars.map { Double($0) }
  guard numbers.count == expected.scalars.count else {
    Issue.record("\(message): \(numbers.count) numbers", sourceLocation: sourceLocation)
    return
  }
  let largest = expected.scalars.filter(\.isFinite).map(\.magnitude).max() ?? 0
  func isClose(_ number: Double, _ expected: Double) -> Bool {
    if number == expected || number.isNaN && expected.isNaN { return true }
    return (number - expected).magnitude <= tolerance * Swift.max(largest, 1)
  }
  let areClose = Swift.zip(numbers, expected.scalars).allSatisfy(isClose)
  #expect(
    areClose, "\(message): \(numbers), expected \(expected.scalars)", sourceLocation: sourceLocation
  )
}
