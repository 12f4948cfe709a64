import Networks
import Tensors
import Testing

/// Each counting rule, on a case small enough to count by hand.
struct OperationCountTests {
  private let image = Tensor.meta([2, 3, 4, 4])

  @Test func convolutionSumsProducts() {
    let weight = Tensor.meta([6, 3, 2, 2])
    let withoutBias = countOperations { _ = conv2d(image, weight) }
    // 2 · 6 · 3 · 3 outputs of 12 products.
    #expect(withoutBias == OperationCount(multiplications: 108 * 12, additions: 108 * 11))
    let withBias = countOperations { _ = conv2d(image, weight, .meta([6])) }
    #expect(withBias == OperationCount(multiplications: 108 * 12, additions: 108 * 12))
  }

  @Test func groupsSumOverTheirOwnInputs() {
    let count = countOperations { _ = conv2d(image, .meta([6, 1, 2, 2]), groups: 3) }
    #expect(count == OperationCount(multiplications: 108 * 4, additions: 108 * 3))
  }

  @Test func linearSumsProducts() {
    let weight = Tensor.meta([10, 5])
    let withoutBias = countOperations { _ = linear(.meta([2, 7, 5]), weight) }
    #expect(withoutBias == OperationCount(multiplications: 140 * 5, additions: 140 * 4))
    let withBias = countOperations { _ = linear(.meta([2, 7, 5]), weight, .meta([10])) }
    #expect(withBias == OperationCount(multiplications: 140 * 5, additions: 140 * 5))
  }

  @Test func reluCompares() {
    #expect(countOperations { _ = relu(image) } == OperationCount(comparisons: 96))
  }

  @Test func maxPoolingCompares() {
    let count = countOperations { _ = maxPool2d(image, kernelSize: 3, stride: 1) }
    #expect(count == OperationCount(comparisons: 2 * 3 * 2 * 2 * 8))
  }

  @Test func averagePoolingAddsAndDivides() {
    let count = countOperations { _ = avgPool2d(image, kernelSize: 2) }
    #expect(count == OperationCount(additions: 24 * 3, divisions: 24))
    #expect(countOperations { _ = avgPool2d(image, kernelSize: 1) } == .zero)
  }

  @Test func adaptivePoolingCountsEachCellOfTheGrid() {
    // Rows and columns of 5 in a grid of 3 reach over 0..<2, 1..<4, 3..<5: lengths 2, 3, 2.
    let count = countOperations { _ = adaptiveAvgPool2d(.meta([1, 1, 5, 5]), outputSize: 3) }
    #expect(count == OperationCount(additions: 7 * 7 - 9, divisions: 9))
    #expect(countOperations { _ = adaptiveAvgPool2d(image, outputSize: 4) } == .zero)
  }

  @Test func batchNormScalesAndShifts() {
    let statistic = Tensor.meta([3])
    let count = countOperations { _ = batchNorm(image, mean: statistic, variance: statistic) }
    #expect(count == OperationCount(multiplications: 96, additions: 96))
  }

  @Test func localResponseNormClipsNeighbourhoods() {
    // Windows of 3 over 3 channels hold 2, 3 and 2 of them.
    let count = countOperations { _ = localResponseNorm(image, size: 3) }
    #expect(
      count == OperationCount(multiplications: 192, additions: 7 * 32, divisions: 96, powers: 96))
  }

  @Test func softmaxCountsEachRow() {
    let count = countOperations { _ = softmax(.meta([4, 10])) }
    #expect(
      count == OperationCount(additions: 76, comparisons: 36, divisions: 40, exponentials: 40))
  }

  @Test func sumsAddAndReshapingIsFree() {
    #expect(countOperations { _ = image + image } == OperationCount(additions: 96))
    #expect(countOperations { _ = image.flattened(from: 1) } == .zero)
    #expect(countOperations { _ = Dropout()(image) } == .zero)
  }
}
