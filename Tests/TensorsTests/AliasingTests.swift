import Tensors
import Testing

/// Tensors are values: whatever is viewed, copied and changed, each holds its own elements.
@Suite struct AliasingTests {
  /// A tensor and what it must hold.
  private struct Pair {
    var tensor: Tensor
    var model: [Float]
  }

  @Test func randomSequencesOfViewsAndAssignments() {
    for seed in 0..<60 {
      var random = SeededRandomNumberGenerator(seed: UInt64(seed))
      let numbers = (0..<24).map { Float($0) }
      var pairs = [Pair(tensor: Tensor(numbers, shape: [4, 6]), model: numbers)]
      for step in 0..<60 {
        change(&pairs, Float(1000 + step), &random)
        for pair in pairs { #expect(pair.tensor.scalars == pair.model, "seed \(seed)") }
      }
    }
  }

  /// Makes a new tensor of one of `pairs`, or changes one.
  private func change(
    _ pairs: inout [Pair], _ value: Float, _ random: inout SeededRandomNumberGenerator
  ) {
    let index = pairs.indices.randomElement(using: &random)!
    let pair = pairs[index]
    let shape = pair.tensor.shape
    switch Int.random(in: 0..<8, using: &random) {
    case 0: pairs.append(pair)
    case 1:
      let view = pair.tensor.transposed()
      pairs.append(Pair(tensor: view, model: view.scalars))
    case 2:
      let view = pair.tensor.reshaped(to: [shape[1], shape[0]])
      pairs.append(Pair(tensor: view, model: pair.model))
    case 3:
      let row = Int.random(in: 0..<shape[0], using: &random)
      let view = pair.tensor[row].unsqueezed(0)
      let model = Array(pair.model[row * shape[1]..<(row + 1) * shape[1]])
      pairs.append(Pair(tensor: view, model: model))
    case 4 where pairs.count > 1: pairs.remove(at: index)
    case 5:
      let column = Int.random(in: 0..<shape[1], using: &random)
      pairs[index].tensor[.all, column] = Tensor(value)
      for row in 0..<shape[0] { pairs[index].model[row * shape[1] + column] = value }
    case 6:
      pairs[index].tensor.withUnsafeMutableScalars { $0[0] = value }
      pairs[index].model[0] = value
    default:
      // From a part of itself.
      let (to, from) = (0, shape[0] - 1)
      pairs[index].tensor[to] = pairs[index].tensor[from]
      for column in 0..<shape[1] {
        pairs[index].model[to * shape[1] + column] = pair.model[from * shape[1] + column]
      }
    }
    if pairs.count > 12 { pairs.removeFirst() }
  }

  @Test func anOverlappingPartIsReadBeforeItIsWritten() {
    var x = Tensor.arange(0, 6)
    x[1..<6] = x[0..<5]
    #expect(x.scalars == [0, 0, 1, 2, 3, 4])
  }

  @Test func expandedTensorsAreChangedOneElementAtATime() {
    var x = Tensor([[1], [2]]).expanded(to: [2, 3])
    x[0, 1] = Tensor(9)
    #expect(x.scalars == [1, 9, 1, 2, 2, 2])
  }

  @Test func unreadConvolutionsKeepTheirValuesWhenTheirSourceChanges() {
    var convolved = conv2d(.ones([1, 1, 2, 2]), .ones([1, 1, 1, 1]))
    let rectified = relu(convolved)
    convolved[0, 0, 0, 0] = Tensor(-5)
    #expect(rectified.scalars == [1, 1, 1, 1])
    #expect(convolved.scalars == [-5, 1, 1, 1])
  }

  @Test func graphsKeepTheValuesOfTheirTime() {
    let weight = Tensor([2]).requiringGradient()
    var factor = Tensor([3])
    let product = weight * factor
    factor[0] = Tensor(100)
    #expect(gradient(of: product, withRespectTo: weight).scalars == [3])
  }

  @Test func assignmentsByMaskAndByIndices() {
    var x = Tensor([[1, -2], [-3, 4]])
    let before = x
    x[x .< 0] = Tensor(0)
    #expect(x.scalars == [1, 0, 0, 4])
    x[Tensor([true, false])] = Tensor([7, 8])
    #expect(x.scalars == [7, 8, 0, 4])
    x[Tensor([Int32(1), 0])] = Tensor([[5, 6], [1, 2]])
    #expect(x.scalars == [1, 2, 5, 6])
    #expect(before.scalars == [1, -2, -3, 4])
  }
}
