import Tensors
import Testing

/// Indices and masks: what is not floats.
@Suite struct IndexTests {
  private let indices = Tensor([[Int32(5), -2, 7], [0, 7, 1]])

  @Test func arithmeticIsThatOfWholeNumbers() {
    #expect((indices + indices * 2 - 1).int32Scalars == [14, -7, 20, -1, 20, 2])
    #expect((-indices).int32Scalars == [-5, 2, -7, 0, -7, -1])
    #expect((10 - indices).int32Scalars == [5, 12, 3, 10, 3, 9])
    #expect((indices + Tensor([Int32(10), 20, 30])).int32Scalars == [15, 18, 37, 10, 27, 31])
    #expect(maximum(indices, Tensor([Int32(1)], shape: [])).int32Scalars == [5, 1, 7, 1, 7, 1])
    #expect((Tensor([Int32.max]) + 1).int32Scalars == [.min])
  }

  @Test func largeIndicesAreComparedExactly() {
    let large = Tensor([Int32(16_777_217), 16_777_216])
    #expect((large .== Tensor([Int32(16_777_216)])).boolScalars == [false, true])
    #expect((large .> 16_777_216).boolScalars == [true, false])
    #expect((large .< 2.5e9).boolScalars == [true, true])
    #expect((indices.transposed() .>= 5).boolScalars == [true, false, false, true, true, false])
  }

  @Test func reductionsKeepTheType() {
    #expect(indices.sum().int32Scalars == [18])
    #expect(indices.sum(dim: 0).int32Scalars == [5, 5, 8])
    #expect(indices.sum(dim: 1, keepDim: true).shape == [2, 1])
    #expect(indices.max().int32Scalars == [7])
    #expect(indices.min(dim: 1).int32Scalars == [-2, 0])
    #expect(indices.argmax(dim: 1).int32Scalars == [2, 1])
    #expect(indices.argmax().int32Scalars == [2])
    #expect(indices.argmin(dim: 0).int32Scalars == [1, 0, 1])
    #expect(Tensor([Int32.min, -5, 3, .min]).argmin().int32Scalars == [0])
    #expect(indices.prod(dim: 0).int32Scalars == [0, -14, 7])
    #expect(Tensor.zeros([0, 2], dtype: .int32).sum(dim: 0).int32Scalars == [0, 0])
  }

  @Test func masksAreCounted() {
    let mask = Tensor([[true, false], [true, true]])
    #expect(mask.sum().int32Scalars == [3])
    #expect(mask.sum(dim: 0).int32Scalars == [2, 1])
    #expect(!mask.allTrue())
    #expect(mask.anyTrue())
    #expect(mask.allTrue(dim: 1).boolScalars == [false, true])
    #expect(mask.anyTrue(dim: 0, keepDim: true).shape == [1, 2])
    #expect((!mask).boolScalars == [false, true, false, false])
    #expect((mask & mask.transposed()).boolScalars == [true, false, false, true])
    #expect((mask | Tensor([[false], [false]])).boolScalars == [true, false, true, true])
    #expect(Tensor.zeros([0], dtype: .bool).allTrue())
    #expect(!Tensor.zeros([0], dtype: .bool).anyTrue())
  }

  @Test func specialNumbersAreFound() {
    let x = Tensor([1, .nan, .infinity, -.infinity])
    #expect(x.isNaN.boolScalars == [false, true, false, false])
    #expect(x.isFinite.boolScalars == [true, false, false, false])
  }

  @Test func choicesKeepTheType() {
    let mask = Tensor([true, false])
    let chosen = Tensor.where(mask, Tensor([Int32(1), 2]), Tensor([Int32(7)], shape: []))
    #expect(chosen.int32Scalars == [1, 7])
    let truth = Tensor.where(mask, Tensor([false, false]), Tensor([true, true]))
    #expect(truth.boolScalars == [false, true])
    #expect(indices.maskedFill(indices .< 0, 0).int32Scalars == [5, 0, 7, 0, 7, 1])
  }

  @Test func typesConvert() {
    #expect(Tensor([1.9, -1.9, 0]).asType(.int32).int32Scalars == [1, -1, 0])
    let beyond = Tensor([.nan, .infinity, -.infinity, 3e9, -2_147_483_648])
    #expect(beyond.asType(.int32).int32Scalars == Array(repeating: .min, count: 5))
    #expect(Tensor([1.9, .nan, 0]).asType(.bool).boolScalars == [true, true, false])
    #expect(indices[0].asType(.bool).boolScalars == [true, true, true])
    #expect(Tensor([true, false]).asType(.int32).int32Scalars == [1, 0])
    #expect(indices.transposed().asType(.float32).scalars == [5, 0, -2, 7, 7, 1])
  }

  @Test func rowsArePickedByIndicesAndMasks() {
    let x = Tensor.arange(0, 6).reshaped(3, 2)
    #expect((x[Tensor([Int32(2), 0])] == Tensor([[4, 5], [0, 1]])) as Bool)
    #expect(x[Tensor([[Int32(2)], [0]])].shape == [2, 1, 2])
    #expect(x[x .> 2.5].scalars == [3, 4, 5])
    #expect((x[Tensor([false, true, false])] == Tensor([[2, 3]])) as Bool)
    #expect(x[Tensor([false, false, false])].shape == [0, 2])
    #expect(indices[indices .> 5].int32Scalars == [7, 7])
    #expect(indices.selected(Tensor([Int32(1)]), dim: 1).int32Scalars == [-2, 7])
  }

  @Test func movingElementsKeepsTheType() {
    #expect(indices.flipped(dims: [1]).int32Scalars == [7, -2, 5, 1, 7, 0])
    #expect(indices.repeated(1, 2).int32Scalars == [5, -2, 7, 5, -2, 7, 0, 7, 1, 0, 7, 1])
    #expect(indices.tril().int32Scalars == [5, 0, 0, 0, 7, 0])
    #expect(indices.diagonal().int32Scalars == [5, 7])
    #expect(Tensor.stack([indices[0], indices[1]], dim: 1).int32Scalars == [5, 0, -2, 7, 7, 1])
    #expect(indices.padded(top: 1).int32Scalars == [0, 0, 0, 5, -2, 7, 0, 7, 1])
  }
}
