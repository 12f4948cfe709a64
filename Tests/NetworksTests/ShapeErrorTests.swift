import Networks
import Tensors
import Testing

/// Shapes that don't fit end the program with a message that names the operation and the shapes.
struct ShapeErrorTests {
  @Test func linearNamesFeatures() async throws {
    let result = try await #require(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = Linear(9216, 4096)(.meta([1, 6400]))
    }
    #expect(
      result.message.contains(
        "linear(9216 → 4096): input [1, 6400] has 6400 features, expected 9216"))
  }

  @Test func convolutionNamesChannels() async throws {
    let result = try await #require(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = Conv2d(3, 64, kernelSize: 11)(.meta([1, 1, 28, 28]))
    }
    #expect(
      result.message.contains(
        "conv2d(3 → 64, kernel 11×11): input [1, 1, 28, 28] has 1 channels, expected 3"))
  }

  @Test func convolutionNamesTheImageThatIsTooSmall() async throws {
    let result = try await #require(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = Conv2d(3, 64, kernelSize: 11)(.meta([1, 3, 8, 28]))
    }
    #expect(
      result.message.contains(
        "the kernel 11×11 with dilation 1×1 does not fit the image 8×28 with padding 0×0"))
  }

  @Test func operationsCheckTheirWeights() async throws {
    let result = try await #require(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = conv2d(.meta([1, 3, 8, 8]), .meta([64, 3, 5, 5]), .meta([32]))
    }
    #expect(result.message.contains("conv2d(3 → 64, kernel 5×5): bias [32], expected [64]"))
  }

  @Test func imagesNeedFourDimensions() async throws {
    let result = try await #require(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = MaxPool2d(kernelSize: 2)(.meta([3, 28, 28]))
    }
    #expect(
      result.message.contains(
        "maxPool2d(kernel 2×2): input [3, 28, 28] has 3 dimensions, "
          + "expected [batch, channels, height, width]"))
  }

  @Test func sumsNameBothShapes() async throws {
    let result = try await #require(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = Tensor.meta([1, 64]) + .meta([1, 32])
    }
    #expect(result.message.contains("+: the shapes [1, 64] and [1, 32] differ"))
  }

  @Test func groupsDivideChannels() async throws {
    let result = try await #require(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = Conv2d(3, 64, kernelSize: 3, groups: 2)
    }
    #expect(result.message.contains("Conv2d(3 → 64): 2 groups don't divide both evenly"))
  }

  @Test func recurrentLayersNameTheirInput() async throws {
    let result = try await #require(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = LSTM(3, 4)(.meta([5, 2, 2]))
    }
    #expect(result.message.contains("LSTM(3 → 4): input [5, 2, 2] has 2 features, expected 3"))
  }

  @Test func recurrentLayersNameTheirState() async throws {
    let result = try await #require(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = GRU(3, 4, layers: 2)(.meta([5, 2, 3]), .meta([1, 2, 4]))
    }
    #expect(result.message.contains("GRU(3 → 4): state [1, 2, 4], expected [2, 2, 4]"))
  }

  @Test func embeddingsNameTheIndex() async throws {
    let result = try await #require(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = Embedding(3, 2)(Tensor([0, 3] as [Int32]))
    }
    #expect(result.message.contains("embedding: index 3 is not in 0..<3"))
  }

  @Test func batchNormalizationNamesTheInput() async throws {
    let result = try await #require(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = BatchNorm1d(3)(.meta([2, 3, 4, 5]))
    }
    #expect(
      result.message.contains(
        "BatchNorm1d(3): input [2, 3, 4, 5] has 4 dimensions, expected 2 or 3"))
  }

  @Test func gradientsHaveTheParametersShape() async throws {
    let result = try await #require(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      Parameter([2]).grad = .ones([64])
    }
    #expect(result.message.contains("parameter: a gradient of shape [64], expected [2]"))
  }

  @Test func parametersAreFloats() async throws {
    let result = try await #require(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = Parameter(Tensor([Int32(1)]))
    }
    #expect(result.message.contains("parameter: the tensor is of type int32, expected float32"))
  }

  @Test func statesOfRecurrentLayersAreFloats() async throws {
    let result = try await #require(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let weights = RecurrentWeights(
        input: .zeros([8, 3]), hidden: .zeros([8, 2]), inputBias: nil, hiddenBias: nil)
      _ = lstm(.zeros([1, 1, 3]), weights: [weights], hidden: .zeros([1, 1, 2], dtype: .int32))
    }
    #expect(
      result.message.contains(
        "lstm(3 → 2): hidden state: the tensor is of type int32, expected float32"))
  }

  @Test func masksOfAttentionAreOfKeys() async throws {
    let result = try await #require(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let x = Tensor.zeros([4, 2, 6])
      _ = MultiheadAttention(6, heads: 2)(
        x, x, x, keyPaddingMask: .zeros([4, 2], dtype: .bool))
    }
    #expect(
      result.message.contains("MultiheadAttention(6): keyPaddingMask [4, 2], expected [2, 4]"))
  }
}

extension ExitTest.Result {
  fileprivate var message: String { String(decoding: standardErrorContent, as: UTF8.self) }
}
