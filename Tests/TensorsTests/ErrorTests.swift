import Tensors
import Testing

/// What doesn't fit ends the program with a message that names the operation and what it got.
@Suite struct ErrorTests {
  /// A mistake, and what the message must contain.
  struct Mistake: Sendable {
    let message: String
    let make: @Sendable () -> Void

    init(_ message: String, _ make: @escaping @Sendable () -> Void) {
      self.message = message
      self.make = make
    }
  }

  @Test(arguments: mistakes.indices)
  func messagesNameOperationsAndShapes(_ index: Int) async throws {
    let result = try await #require(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [index] in
      ErrorTests.mistakes[index].make()
    }
    let output = String(decoding: result.standardErrorContent, as: UTF8.self)
    let expected = Self.mistakes[index].message
    #expect(output.contains(expected), "\(expected), not: \(output.prefix(300))")
  }

  static let mistakes: [Mistake] =
    products + elementwise + arrangements + indexing + reductions + creation + images + gradients

  private static let products = [
    Mistake("matmul: [64, 784] × [512, 256]: inner dimensions 784 and 512 differ") {
      _ = matmul(.meta([64, 784]), .meta([512, 256]))
    },
    Mistake("matmul: [2, 3, 4] × [5, 4, 6]: batches: the shapes [2] and [5] differ") {
      _ = matmul(.meta([2, 3, 4]), .meta([5, 4, 6]))
    },
    Mistake("matmul: [] × [3]: a scalar is no matrix") { _ = matmul(Tensor(1), .zeros([3])) },
    Mistake("matmul: the tensors are of type int32 and float32, expected float32") {
      _ = matmul(.zeros([2, 2], dtype: .int32), .zeros([2, 2]))
    },
    Mistake("linear(4 → 3): input [2, 5] has 5 features, expected 4") {
      _ = linear(.zeros([2, 5]), .zeros([3, 4]))
    },
    Mistake("linear(4 → 3): bias [4], expected [3]") {
      _ = linear(.zeros([2, 4]), .zeros([3, 4]), .zeros([4]))
    },
    Mistake("linear(2 → 2): bias: the tensor is of type bool, expected float32") {
      _ = linear(.zeros([1, 2]), .zeros([2, 2]), .zeros([2], dtype: .bool))
    },
    Mistake("dot: the shapes [2, 2] and [2], expected two vectors") {
      _ = dot(.zeros([2, 2]), .zeros([2]))
    },
    Mistake("einsum: \"ij,jk->ik\": j is both 3 and 4") {
      _ = einsum("ij,jk->ik", .zeros([2, 3]), .zeros([4, 2]))
    },
    Mistake("einsum: \"ij\" for an operand of shape [2]") { _ = einsum("ij->i", .zeros([2])) },
    Mistake("einsum: \"...i,...i->...i\": … is both 2 and 3") {
      _ = einsum("...i,...i->...i", .zeros([2, 1]), .zeros([3, 1]))
    },
    Mistake("einsum: \"......\" is no equation for 1 operands") {
      _ = einsum("......", .zeros([2]))
    },
    Mistake("einsum: \"ij,jk\" is no equation for 1 operands") {
      _ = einsum("ij,jk", .zeros([2, 2]))
    },
    Mistake("einsum: \"ij->ik\": the result repeats or invents a letter") {
      _ = einsum("ij->ik", .zeros([2, 2]))
    },
  ]

  private static let elementwise = [
    Mistake("+: the shapes [2, 3] and [2] differ and don't broadcast") {
      _ = Tensor.zeros([2, 3]) + .zeros([2])
    },
    Mistake("*: the tensors are of type bool and float32, expected float32; asType converts") {
      _ = Tensor([true, false]) * Tensor([1, 2])
    },
    Mistake("+: the tensors are of type int32 and float32, expected int32") {
      _ = Tensor([Int32(1)]) + Tensor([1])
    },
    Mistake("*: a number with a fraction and indices") { _ = Tensor([Int32(1)]) * 0.5 },
    Mistake("exp: the tensor is of type int32, expected float32") { _ = exp(Tensor([Int32(1)])) },
    Mistake("&: the tensors are of type float32 and bool, expected bool") {
      _ = Tensor([1]) & Tensor([true])
    },
    Mistake("where: the tensor is of type float32, expected bool") {
      _ = Tensor.where(.zeros([2]), .zeros([2]), .zeros([2]))
    },
    Mistake("where: the shapes [2] and [3] differ") {
      _ = Tensor.where(Tensor([true]), .zeros([2]), .zeros([3]))
    },
    Mistake("maskedFill: a mask of shape [3, 2] for a tensor of shape [2]") {
      _ = Tensor.zeros([2]).maskedFill(.zeros([3, 2], dtype: .bool), 1)
    },
    Mistake("dropout: the probability 1.5 is not in 0...1") {
      _ = dropout(.zeros([2]), probability: 1.5)
    },
  ]

  private static let arrangements = [
    Mistake("reshaped: shape [2, 3] has 6 elements, [4, 2] has 8") {
      _ = Tensor.zeros([2, 3]).reshaped(4, 2)
    },
    Mistake("reshaped: shape [2, 3] doesn't fit [-1, 4]") {
      _ = Tensor.zeros([2, 3]).reshaped(-1, 4)
    },
    Mistake("permuted: [0, 0] is no order of the dimensions of [2, 3]") {
      _ = Tensor.zeros([2, 3]).permuted(0, 0)
    },
    Mistake("transposed: [3] has no dimension -2") { _ = Tensor.zeros([3]).transposed() },
    Mistake("squeezed: dimension 0 of [2, 1] is 2, expected 1") {
      _ = Tensor.zeros([2, 1]).squeezed(0)
    },
    Mistake("expanded: shape [2, 3] does not broadcast to [3]") {
      _ = Tensor.zeros([2, 3]).expanded(to: [3])
    },
    Mistake("concatenate along 0: float32 [2, 3] and float32 [2, 4] don't fit") {
      _ = Tensor.concatenate([.zeros([2, 3]), .zeros([2, 4])])
    },
    Mistake("concatenate along 0: float32 [2] and int32 [2] don't fit") {
      _ = Tensor.concatenate([.zeros([2]), .zeros([2], dtype: .int32)])
    },
    Mistake("concatenate: no tensors") { _ = Tensor.concatenate([]) },
    Mistake("stack: the shapes [2] and [3] differ") {
      _ = Tensor.stack([.zeros([2]), .zeros([3])])
    },
    Mistake("repeated: shape [2, 3] by [2]") { _ = Tensor.zeros([2, 3]).repeated(2) },
    Mistake("tril: shape [3] is not that of matrices") { _ = Tensor.zeros([3]).tril() },
  ]

  private static let indexing = [
    Mistake("subscript: index 3 is out of range for dimension 0 of [3, 2]") {
      _ = Tensor.zeros([3, 2])[3]
    },
    Mistake("subscript: 1..<5 is out of range for dimension 1 of [3, 2]") {
      _ = Tensor.zeros([3, 2])[.all, 1..<5]
    },
    Mistake("subscript: 3 indices for shape [3, 2]") { _ = Tensor.zeros([3, 2])[0, 0, 0] },
    Mistake("subscript: more than one ellipsis") {
      _ = Tensor.zeros([3, 2])[.ellipsis, .ellipsis]
    },
    Mistake("subscript: a step of 0; it must be positive") { _ = Tensor.zeros([3])[.every(0)] },
    Mistake("subscript: a mask of shape [2] for a tensor of shape [3]") {
      _ = Tensor.zeros([3])[Tensor([true, false])]
    },
    Mistake("gathered: index 3 is not in 0..<3") {
      _ = Tensor.zeros([3]).gathered(Tensor([Int32(3)]), dim: 0)
    },
    Mistake("gathered along 0: indices [2, 2] for a tensor of [3]") {
      _ = Tensor.zeros([3]).gathered(.zeros([2, 2], dtype: .int32), dim: 0)
    },
    Mistake("gathered: the tensor is of type float32, expected int32") {
      _ = Tensor.zeros([3]).gathered(.zeros([3]), dim: 0)
    },
    Mistake("scattered: values [1] at indices [2]") {
      _ = Tensor.zeros([3]).scattered(adding: .zeros([1]), at: .zeros([2], dtype: .int32), dim: 0)
    },
    Mistake("selected: index -1 is not in 0..<3") {
      _ = Tensor.zeros([3]).selected(Tensor([Int32(-1)]))
    },
    Mistake("adding: values [1] to [3] at 2 indices along 0") {
      _ = Tensor.zeros([3]).adding(.zeros([1]), at: .zeros([2], dtype: .int32))
    },
    Mistake("topK: 4 of 3 elements along dimension 0 of [3]") {
      _ = Tensor.zeros([3]).topK(4, dim: 0)
    },
    Mistake("assignment to a part: shape [3] does not broadcast to [2]") {
      var x = Tensor.zeros([3, 2])
      x[0] = Tensor([1, 2, 3])
    },
    Mistake("assignment to a part: the tensor is of type int32, expected float32") {
      var x = Tensor.zeros([3])
      x[0] = Tensor([Int32(1)], shape: [])
    },
    Mistake("assignment to a part is not recorded for differentiation") {
      var x = Tensor.zeros([3]).requiringGradient()
      x[0] = Tensor(1)
    },
    Mistake("oneHot: index 5 is not in 0..<3") {
      _ = Tensor.oneHot(Tensor([Int32(5)]), classes: 3)
    },
  ]

  private static let reductions = [
    Mistake("shape: [2, 3] has no dimension -3") { _ = Tensor.zeros([2, 3]).shape[-3] },
    Mistake("layerNorm([2]): weight: the tensor is of type int32, expected float32") {
      _ = layerNorm(.zeros([1, 2]), normalizedShape: [2], weight: .zeros([2], dtype: .int32))
    },
    Mistake("groupNorm(2): weight [4], expected [6]") {
      _ = groupNorm(.zeros([1, 6, 2]), groups: 2, weight: .zeros([4]))
    },
    Mistake("batchNorm(4): input [2, 3] has 3 channels, expected 4") {
      _ = batchNorm(
        .zeros([2, 3]), mean: .zeros([4]), variance: .zeros([4]), weight: .zeros([3]))
    },
    Mistake("multiMarginLoss: scores [1, 3, 3], expected [batch, classes]") {
      _ = multiMarginLoss(.zeros([1, 3, 3]), .zeros([1, 3], dtype: .int32))
    },
    Mistake("binaryCrossEntropyWithLogits: input [3, 1] and target [3], expected the same shape") {
      _ = binaryCrossEntropyWithLogits(.zeros([3, 1]), .zeros([3]), positiveWeight: .ones([1]))
    },
    Mistake("binaryCrossEntropy: weight [2, 3] is larger than the losses, [3]") {
      _ = binaryCrossEntropy(.zeros([3]), .zeros([3]), weight: .ones([2, 3]))
    },
    Mistake("huberLoss: delta is -1.0; it must be positive") {
      _ = huberLoss(.zeros([3]), .zeros([3]), delta: -1)
    },
    Mistake("sum: [2, 3] has no dimension 2") { _ = Tensor.zeros([2, 3]).sum(dim: 2) },
    Mistake("max: [0, 3] has no elements along 0") { _ = Tensor.zeros([0, 3]).max(dim: 0) },
    Mistake("argmax: [2, 0] has no elements along 1") { _ = Tensor.zeros([2, 0]).argmax(dim: 1) },
    Mistake("softmax: [2] has no dimension 1") { _ = softmax(.zeros([2]), dim: 1) },
    Mistake("norm: p is 0.0; it must be positive") { _ = Tensor.zeros([2]).norm(0) },
    Mistake("scalar: shape [2] has 2 elements, expected 1") { _ = Tensor.zeros([2]).scalar },
    Mistake("sum: 4294967294 is no Int32") { _ = Tensor([Int32.max, .max]).sum() },
    Mistake("allTrue: the tensor is of type float32, expected bool") {
      _ = Tensor([1]).allTrue()
    },
  ]

  private static let creation = [
    Mistake("Tensor: 3 elements for shape [2, 2], expected 4") {
      _ = Tensor([1, 2, 3], shape: [2, 2])
    },
    Mistake("Tensor: row 0 has 2 elements, row 1 has 1") { _ = Tensor([[1, 2], [3]]) },
    Mistake("stack: the shapes [1, 1] and [1, 2] differ") { _ = Tensor([[[1]], [[1, 2]]]) },
    Mistake("Shape[2, -1]: -1 is not a dimension") { _ = Tensor.zeros([2, -1]) },
    Mistake("too many elements") { _ = Tensor.meta([1 << 40, 1 << 40]) },
    Mistake("out of memory") { _ = Tensor.zeros([1 << 50]) },
    Mistake("arange: from 0.0 to 1.0 by 0.0 is no sequence") { _ = Tensor.arange(0, 1, step: 0) },
    Mistake("arange: from 0.0 to inf by 1.0 is no sequence") { _ = Tensor.arange(0, .infinity) },
    Mistake("linspace: -1 numbers") { _ = Tensor.linspace(0, 1, -1) },
    Mistake("randint: there is no number in 3..<3") { _ = Tensor.randint([2], in: 3..<3) },
    Mistake("a meta tensor of shape [2] has no elements") { _ = Tensor.meta([2]).scalars },
  ]

  private static let images = [
    Mistake("conv2d(1 → 2, kernel 1×1): bias: the tensor is of type int32, expected float32") {
      _ = conv2d(.zeros([1, 1, 2, 2]), .zeros([2, 1, 1, 1]), .zeros([2], dtype: .int32))
    },
    Mistake("conv2d(1 → 1, kernel 1×1): padding -1×-1 must not be negative") {
      _ = conv2d(.zeros([1, 1, 4, 4]), .zeros([1, 1, 1, 1]), padding: -1)
    },
    Mistake("kernel 2×2, stride 0×0 and dilation 1×1 must be positive") {
      _ = conv2d(.zeros([1, 1, 4, 4]), .zeros([1, 1, 2, 2]), stride: 0)
    },
    Mistake("kernel 0×2, stride 1×1 and dilation 1×1 must be positive") {
      _ = conv2d(.zeros([1, 1, 4, 4]), .zeros([1, 1, 0, 2]))
    },
    Mistake("convolution: the tensors are of type float32 and int32, expected float32") {
      _ = conv2d(.zeros([1, 1, 4, 4]), .zeros([1, 1, 2, 2], dtype: .int32))
    },
    Mistake("conv2d: weight [1, 2], expected [outputs, inputs / groups, height, width]") {
      _ = conv2d(.zeros([1, 1, 4, 4]), .zeros([1, 2]))
    },
    Mistake("convTranspose2d(1 → 1, kernel 2×2): the image 1×1 gives an output of 0×0") {
      _ = convTranspose2d(.zeros([1, 1, 1, 1]), .zeros([1, 1, 2, 2]), padding: 1)
    },
    Mistake("output padding 2×2 must be less than the stride") {
      _ = convTranspose2d(
        .zeros([1, 1, 2, 2]), .zeros([1, 1, 2, 2]), stride: 2, outputPadding: 2)
    },
    Mistake("maxPool2d(kernel 2×2): padding 2×2 is more than half of the kernel") {
      _ = maxPool2d(.zeros([1, 1, 4, 4]), kernelSize: 2, padding: 2)
    },
    Mistake("adaptiveAvgPool2d(1×1): input [1, 1, 0, 3] has no pixels") {
      _ = adaptiveAvgPool2d(.zeros([1, 1, 0, 3]), outputSize: 1)
    },
    Mistake("batchNorm(3): input [1, 3] has one element for a channel, expected more") {
      _ = batchNormTraining(.zeros([1, 3]))
    },
    Mistake("layerNorm([4]): input [2, 3] doesn't end in [4]") {
      _ = layerNorm(.zeros([2, 3]), normalizedShape: [4])
    },
    Mistake("groupNorm: 2 groups don't divide the channels of [1, 3] evenly") {
      _ = groupNorm(.zeros([1, 3]), groups: 2)
    },
  ]

  private static let gradients = [
    Mistake("backward: no gradient flows through this tensor; it depends on no parameter") {
      Tensor(1).backward()
    },
    Mistake("backward: shape [2] is not a scalar's; give the gradient of the result") {
      Tensor([1, 2]).requiringGradient().backward()
    },
    Mistake("backward: gradient [3] for a result of shape [2]") {
      Tensor([1, 2]).requiringGradient().backward(gradient: .ones([3]))
    },
    Mistake("backward: a parameter made outside of parallelMap cannot be trained within") {
      let x = Tensor([1, 2]).requiringGradient()
      _ = [1, 2].parallelMap { (x * Float($0)).sum().backward() }
    },
    Mistake("backward: the graph of this result is gone") {
      let x = Tensor([1, 2]).requiringGradient()
      let sum = (x * x).sum()
      sum.backward()
      sum.backward()
    },
    Mistake("backward: the graph of this result is gone") {
      let x = Tensor([1, 2]).requiringGradient()
      let sum = (x * x).sum()
      _ = gradient(of: sum, withRespectTo: x)
      _ = gradient(of: sum, withRespectTo: x)
    },
    Mistake("gradients: no gradient flows through an input; make it by requiringGradient()") {
      let x = Tensor(1).requiringGradient()
      _ = gradient(of: x * 2, withRespectTo: Tensor(1))
    },
    Mistake("requiringGradient: the tensor is of type int32, expected float32") {
      _ = Tensor([Int32(1)]).requiringGradient()
    },
  ]
}
