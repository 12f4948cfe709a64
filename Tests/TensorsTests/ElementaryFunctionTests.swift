import Foundation
import Testing

@testable import Tensors

/// The errors of elementary functions against double precision, in units in the last place of the
/// exact result.
@Suite struct ElementaryFunctionTests {
  /// A function, where it is measured, and its largest error.
  struct Measurement: Sendable, CustomStringConvertible {
    let description: String
    let range: ClosedRange<Float>
    let limit: Double
    let function: @Sendable (Tensor) -> Tensor
    let exact: @Sendable (Double) -> Double

    init(
      _ description: String, _ range: ClosedRange<Float>, _ limit: Double,
      _ function: @escaping @Sendable (Tensor) -> Tensor,
      _ exact: @escaping @Sendable (Double) -> Double
    ) {
      self.description = description
      self.range = range
      self.limit = limit
      self.function = function
      self.exact = exact
    }

    static let all = [
      Measurement("exp", -87...88.7, 1, Tensors.exp) { Foundation.exp($0) },
      Measurement("expm1", -20...88, 2, Tensors.expm1) { Foundation.expm1($0) },
      Measurement("expm1 near 0", -1...1, 2, Tensors.expm1) { Foundation.expm1($0) },
      Measurement("log", 1e-30...1e30, 1, Tensors.log) { Foundation.log($0) },
      Measurement("log near 1", 0.5...2, 1, Tensors.log) { Foundation.log($0) },
      Measurement("log1p", -0.99...100, 3, Tensors.log1p) { Foundation.log1p($0) },
      Measurement("tanh", -10...10, 3, Tensors.tanh) { Foundation.tanh($0) },
      Measurement("tanh near 0", -0.01...0.01, 2, Tensors.tanh) { Foundation.tanh($0) },
      Measurement("sigmoid", -80...80, 3, Tensors.sigmoid) { 1 / (1 + Foundation.exp(-$0)) },
      Measurement("erf", -4...4, 3, Tensors.erf) { Foundation.erf($0) },
      Measurement("erf near 0", -0.01...0.01, 3, Tensors.erf) { Foundation.erf($0) },
      Measurement("sin", -100...100, 1, Tensors.sin) { Foundation.sin($0) },
      Measurement("cos", -100...100, 1, Tensors.cos) { Foundation.cos($0) },
      Measurement("softplus", -80...80, 3, Tensors.softplus) {
        Foundation.log1p(Foundation.exp($0))
      },
      Measurement("sqrt", 1e-30...1e30, 0.5, Tensors.sqrt) { $0.squareRoot() },
      Measurement("power 2.5", 1e-10...1e10, 0.6, ElementaryFunctionTests.power(2.5)) {
        Foundation.pow($0, 2.5)
      },
      Measurement("power -7", 0.01...100, 0.6, ElementaryFunctionTests.power(-7)) {
        Foundation.pow($0, -7)
      },
      Measurement("power ⅓", 1e-30...1e30, 0.6, ElementaryFunctionTests.power(Float(1) / 3)) {
        Foundation.pow($0, Double(Float(1) / 3))
      },
    ]
  }

  private static func power(_ exponent: Float) -> @Sendable (Tensor) -> Tensor {
    { pow($0, exponent) }
  }

  @Test(arguments: Measurement.all)
  func errorsAreFewUnitsInTheLastPlace(_ measurement: Measurement) {
    let inputs = samples(measurement.range)
    let outputs = measurement.function(Tensor(inputs)).scalars
    var largest = (error: 0.0, input: Float(0))
    for (input, output) in zip(inputs, outputs) {
      let exact = measurement.exact(Double(input))
      let error = Swift.abs(Double(output) - exact) / Double(Float(exact).ulp)
      if !(error <= largest.error) { largest = (error, input) }
    }
    #expect(
      largest.error <= measurement.limit,
      "\(measurement): \(largest.error) units in the last place at \(largest.input)")
  }

  /// Numbers of all magnitudes in a range, and evenly distributed ones.
  private func samples(_ range: ClosedRange<Float>) -> [Float] {
    var random = SeededRandomNumberGenerator(seed: 5)
    let even = (0..<200_000).map { _ in Float.random(in: range, using: &random) }
    let (low, high) = (range.lowerBound, range.upperBound)
    let smallest = low > 0 ? low : 1e-30
    let logarithms = Foundation.log(Double(smallest))...Foundation.log(Double(high))
    let magnitudes = (0..<200_000).map { _ in
      Float(Foundation.exp(Double.random(in: logarithms, using: &random)))
    }
    let positive = magnitudes.filter { range.contains($0) }
    return even + positive + (low < 0 ? positive.map { -$0 }.filter { range.contains($0) } : [])
  }

  @Test func valuesAtTheEndsAreExact() {
    #expect(Tensors.exp(Tensor([0, -200, 200])).scalars == [1, 0, .infinity])
    #expect(Tensors.log(Tensor([1, 0, .infinity])).scalars == [0, -.infinity, .infinity])
    #expect(Tensors.log(Tensor([-1])).scalars[0].isNaN)
    #expect(Tensors.tanh(Tensor([0, 100, -100])).scalars == [0, 1, -1])
    #expect(Tensors.sigmoid(Tensor([0, 200, -200])).scalars == [0.5, 1, 0])
    #expect(softplus(Tensor([100, -200])).scalars == [100, 0])
    #expect(Tensors.erf(Tensor([0, 10, -10])).scalars == [0, 1, -1])
    #expect(Tensors.sin(Tensor([0])).scalars == [0])
    #expect(Tensors.cos(Tensor([0])).scalars == [1])
    let subnormal = Float.leastNonzeroMagnitude
    #expect(Tensors.log(Tensor([subnormal])).scalars == [Float(Foundation.log(Double(subnormal)))])
  }
}
