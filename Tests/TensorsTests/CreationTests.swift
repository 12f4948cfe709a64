import Tensors
import Testing

/// The ways to make a tensor, and to read parts of it.
@Suite struct CreationTests {
  @Test func constantsHaveTheirType() {
    #expect(Tensor.zeros([2]).scalars == [0, 0])
    #expect(Tensor.ones([2], dtype: .int32).int32Scalars == [1, 1])
    #expect(Tensor.zeros([2], dtype: .bool).boolScalars == [false, false])
    #expect(Tensor.full([], 2.5).scalar == 2.5)
    #expect(Tensor.full([1, 2], 3, dtype: .int32).int32Scalars == [3, 3])
    #expect((Tensor.eye(2) == Tensor([[1, 0], [0, 1]])) as Bool)
    #expect(Tensor.eye(0).shape == [0, 0])
  }

  @Test func likeAnotherTensor() {
    let x = Tensor([[Int32(1), 2]])
    #expect((Tensor.zeros(like: x) == Tensor([[Int32(0), 0]])) as Bool)
    #expect((Tensor.ones(like: Tensor([true])) == Tensor([true])) as Bool)
    #expect(Tensor.zeros(like: .meta([3])).isMeta)
    #expect(Tensor.rand(like: .zeros([2, 3])).shape == [2, 3])
    #expect(Tensor.randn(like: .zeros([0])).shape == [0])
  }

  @Test func sequences() {
    #expect(Tensor.arange(0, 1, step: 0.25).scalars == [0, 0.25, 0.5, 0.75])
    #expect(Tensor.arange(3, 0, step: -1).scalars == [3, 2, 1])
    #expect(Tensor.arange(3, 0).scalars == [])
    #expect(Tensor.arange(2..<5).int32Scalars == [2, 3, 4])
    #expect(Tensor.linspace(0, 1, 5).scalars == [0, 0.25, 0.5, 0.75, 1])
    #expect(Tensor.linspace(2, 9, 1).scalars == [2])
    #expect(Tensor.linspace(2, 9, 0).scalars == [])
    #expect(Tensor.linspace(0, 0.3, 4).scalars.last == 0.3)
  }

  @Test func elementsThatNobodyWritesAreZero() {
    for _ in 0..<3 {
      let x = Tensor(shape: [100]) { $0[1] = 7 }
      #expect(x.sum().scalar == 7)
    }
  }

  @Test func nestedArrays() {
    #expect(Tensor([[[1, 2]], [[3, 4]]]).shape == [2, 1, 2])
    #expect(Tensor([[[1, 2]], [[3, 4]]]).scalars == [1, 2, 3, 4])
    #expect(Tensor([[true, false]]).dtype == .bool)
    #expect(Tensor([[Int32(1)], [2]]).int32Scalars == [1, 2])
    #expect(Tensor([[Float]]()).shape == [0, 0])
    #expect(Tensor([[], []] as [[Float]]).shape == [2, 0])
  }

  @Test func oneHotRows() {
    let rows = Tensor.oneHot(Tensor([[Int32(2)], [0]]), classes: 3)
    #expect(rows.shape == [2, 1, 3])
    #expect(rows.scalars == [0, 0, 1, 1, 0, 0])
    #expect(Tensor.oneHot(.zeros([0], dtype: .int32), classes: 3).shape == [0, 3])
  }

  @Test func subscriptsReadParts() {
    let x = Tensor.arange(0, 24).reshaped(2, 3, 4)
    #expect(x[.ellipsis, 0].shape == [2, 3])
    #expect(x[0, .ellipsis, 1...2].scalars == [1, 2, 5, 6, 9, 10])
    #expect(x[.ellipsis].shape == [2, 3, 4])
    #expect(x[0, 1, 2, .ellipsis].scalar == 6)
    #expect(x[0, 0, (-2)...(-1)].scalars == [2, 3])
    #expect(x[0, 0, ...1].scalars == [0, 1])
    #expect(x[0, 0, ..<(-1)].scalars == [0, 1, 2])
    #expect(x[0, 0, ...(-1)].scalars == [0, 1, 2, 3])
    #expect(x[0, 0, 2...].scalars == [2, 3])
    #expect(x[.newAxis, .ellipsis, .newAxis].shape == [1, 2, 3, 4, 1])
    #expect(x.narrowed(dim: -1, to: 1..<1).shape == [2, 3, 0])
  }

  @Test func scalarsOfEachType() {
    #expect(Tensor([Int32(7)]).scalar == 7)
    #expect(Tensor([[true]]).scalar == 1)
    #expect(Tensor([[1, 2]])[0, 1].scalar == 2)
  }

  @Test func closenessLooksAtInfinities() {
    #expect(Tensor([1]).isClose(to: Tensor([1.000001])))
    #expect(!Tensor([1]).isClose(to: Tensor([1.1])))
    #expect(!Tensor([1]).isClose(to: Tensor([.infinity])))
    #expect(Tensor([.infinity]).isClose(to: Tensor([.infinity])))
    #expect(!Tensor([.nan]).isClose(to: Tensor([.nan])))
    #expect(!Tensor([1]).isClose(to: Tensor([[1]])))
  }

  @Test func reshapingAViewIsFreeWherePossible() {
    let x = Tensor.arange(0, 24).reshaped(2, 3, 4)
    func sharesMemory(_ view: Tensor) -> Bool {
      // A view that shares memory is copied when it is changed, like this tensor.
      var bytes: UnsafePointer<Float>?
      x.withUnsafeScalars { bytes = $0.baseAddress }
      return view.withUnsafeScalars { $0.baseAddress! - bytes! < 24 && $0.baseAddress! >= bytes! }
    }
    #expect(sharesMemory(x[1].reshaped(12)))
    #expect(sharesMemory(x.reshaped(6, 4)[1...].unsqueezed(0)[0, 0]))
    #expect(x.transposed(0, 1).reshaped(6, 4).shape == [6, 4])
    #expect(x.permuted(1, 0, 2)[.all, 0].unsqueezed(1).scalars == x[0].scalars)
  }
}
