internal import CKernels

/// What a subscript of a tensor takes for one dimension: `2`, `-1` for the last element, `1..<4`,
/// `2...`, `.all`, `.every(2)`, `.ellipsis` for all dimensions that the others leave, and `.newAxis`
/// for a dimension of 1 that is not there yet.
public protocol TensorIndex {
  var tensorSlice: TensorSlice { get }
}

/// A part of a dimension.
public enum TensorSlice: TensorIndex, Hashable, Sendable {
  /// One element; the dimension is gone from the result.
  case element(Int)
  /// The elements from `start` up to, but not including, `end`, or to the last one if nil, `step`
  /// apart. Negative bounds count from the end.
  case range(start: Int, end: Int?, step: Int)
  /// A dimension of 1 that is not there yet.
  case inserted
  /// All of as many dimensions as the other indices leave.
  case rest

  public var tensorSlice: TensorSlice { self }
}

extension TensorIndex where Self == TensorSlice {
  /// All elements.
  public static var all: TensorSlice { .range(start: 0, end: nil, step: 1) }

  /// Every `step`-th element, the first among them.
  public static func every(_ step: Int) -> TensorSlice { .range(start: 0, end: nil, step: step) }

  /// A dimension of 1.
  public static var newAxis: TensorSlice { .inserted }

  /// All of the dimensions that the other indices leave: `x[.ellipsis, 0]`.
  public static var ellipsis: TensorSlice { .rest }
}

extension Int: TensorIndex {
  public var tensorSlice: TensorSlice { .element(self) }
}

extension Range<Int>: TensorIndex {
  public var tensorSlice: TensorSlice { .range(start: lowerBound, end: upperBound, step: 1) }
}

extension ClosedRange<Int>: TensorIndex {
  public var tensorSlice: TensorSlice {
    .range(start: lowerBound, end: upperBound == -1 ? nil : upperBound + 1, step: 1)
  }
}

extension PartialRangeFrom<Int>: TensorIndex {
  public var tensorSlice: TensorSlice { .range(start: lowerBound, end: nil, step: 1) }
}

extension PartialRangeUpTo<Int>: TensorIndex {
  public var tensorSlice: TensorSlice { .range(start: 0, end: upperBound, step: 1) }
}

extension PartialRangeThrough<Int>: TensorIndex {
  public var tensorSlice: TensorSlice {
    .range(start: 0, end: upperBound == -1 ? nil : upperBound + 1, step: 1)
  }
}

extension Tensor {
  /// A part of this tensor; reading is free, since it is a view.
  ///
  ///     x[0]            // the first row
  ///     x[.all, 1..<3]  // two columns
  ///     x[-1, .newAxis] // the last row, as [1, …]
  ///
  /// Writing copies the elements of the new value, whose shape broadcasts to that of the part.
  public subscript<A: TensorIndex>(_ a: A) -> Tensor {
    get { self[slices: [a.tensorSlice]] }
    set { self[slices: [a.tensorSlice]] = newValue }
  }

  public subscript<A: TensorIndex, B: TensorIndex>(_ a: A, _ b: B) -> Tensor {
    get { self[slices: [a.tensorSlice, b.tensorSlice]] }
    set { self[slices: [a.tensorSlice, b.tensorSlice]] = newValue }
  }

  public subscript<A: TensorIndex, B: TensorIndex, C: TensorIndex>(
    _ a: A, _ b: B, _ c: C
  ) -> Tensor {
    get { self[slices: [a.tensorSlice, b.tensorSlice, c.tensorSlice]] }
    set { self[slices: [a.tensorSlice, b.tensorSlice, c.tensorSlice]] = newValue }
  }

  public subscript<A: TensorIndex, B: TensorIndex, C: TensorIndex, D: TensorIndex>(
    _ a: A, _ b: B, _ c: C, _ d: D
  ) -> Tensor {
    get { self[slices: [a.tensorSlice, b.tensorSlice, c.tensorSlice, d.tensorSlice]] }
    set { self[slices: [a.tensorSlice, b.tensorSlice, c.tensorSlice, d.tensorSlice]] = newValue }
  }

  /// The same for any number of dimensions.
  public subscript(slices slices: [TensorSlice]) -> Tensor {
    get { part(slices) }
    set { setPart(slices, to: newValue) }
  }

  /// The elements from `range` along a dimension; a view, as PyTorch's `narrow`.
  public func narrowed(dim: Int, to range: Range<Int>) -> Tensor {
    let dim = shape.dimension(at: dim, of: "narrowed")
    return part([TensorSlice](repeating: .all, count: dim) + [range.tensorSlice])
  }

  private func part(_ indices: [TensorSlice]) -> Tensor {
    let view = View(of: self, indices)
    guard !isMeta else { return .meta(view.shape, dtype: dtype) }
    let part = Tensor(
      TensorData(viewing: data, shape: view.shape, strides: view.strides, offset: view.offset))
    return part.differentiable(self) { [shape = self.shape] gradient in
      gradient.embedded(in: shape, at: indices)
    }
  }

  /// Zeros of shape `shape`, except for this tensor at `indices`: the gradient of a part.
  private func embedded(in shape: Shape, at indices: [TensorSlice]) -> Tensor {
    var whole = Tensor.zeros(shape)
    whole.setPart(indices, to: detached())
    return whole.differentiable(self) { gradient in gradient.part(indices) }
  }

  private mutating func setPart(_ indices: [TensorSlice], to newValue: Tensor) {
    newValue.requireDType(dtype, "assignment to a part")
    guard !isRecorded, !newValue.isRecorded else {
      fatalError(
        "assignment to a part is not recorded for differentiation; "
          + "use Tensor.where, Tensor.concatenate or noGrad")
    }
    guard !isMeta else {
      fatalError("assignment to a part of a meta tensor, which has no elements")
    }
    // Taken before the buffer may be copied: it may be a part of this very tensor.
    let shape = View(of: self, indices).shape
    let values = newValue.detached().expanded(to: shape, "assignment to a part").data.contiguous
    makeUnique()
    let view = View(of: self, indices)
    kernels_copy_to_strided(
      Int32(view.shape.rank), view.shape.dimensions, values.pointer,
      data.pointer + view.offset * dtype.size, view.strides, dtype.size)
    withExtendedLifetime(values) {}
  }
}

/// Where a part of a tensor lies in its buffer.
private struct View {
  var shape: Shape
  var strides: [Int] = []
  var offset = 0

  init(of tensor: Tensor, _ indices: [TensorSlice]) {
    let full = tensor.data.effectiveStrides
    var sizes: [Int] = []
    var dimension = 0
    shape = []
    for index in Self.withoutEllipsis(indices, tensor.rank) {
      if case .inserted = index {
        sizes.append(1)
        strides.append(0)
        continue
      }
      guard dimension < tensor.rank else {
        shapeError("subscript: \(indices.count) indices for shape \(tensor.shape)")
      }
      let size = tensor.shape[dimension]
      switch index {
      case .element(let element):
        offset += Self.element(element, of: size, dimension, tensor.shape) * full[dimension]
      case .range(let start, let end, let step):
        let range = Self.range(start, end, of: size, dimension, tensor.shape)
        guard step > 0 else { shapeError("subscript: a step of \(step); it must be positive") }
        sizes.append((range.count + step - 1) / step)
        strides.append(full[dimension] * step)
        offset += range.isEmpty ? 0 : range.lowerBound * full[dimension]
      case .inserted, .rest: break
      }
      dimension += 1
    }
    shape = Shape(sizes + tensor.shape.dimensions[dimension...])
    strides += full[dimension...]
  }

  private static func withoutEllipsis(_ indices: [TensorSlice], _ rank: Int) -> [TensorSlice] {
    guard let place = indices.firstIndex(of: .rest) else { return indices }
    let others = indices.count { $0 != .rest && $0 != .inserted }
    let rest = [TensorSlice](repeating: .all, count: Swift.max(rank - others, 0))
    let all = indices[..<place] + rest + indices[(place + 1)...]
    guard !all.contains(.rest) else { shapeError("subscript: more than one ellipsis") }
    return Array(all)
  }

  private static func element(
    _ index: Int, of size: Int, _ dimension: Int, _ shape: Shape
  ) -> Int {
    let element = index < 0 ? index + size : index
    guard (0..<size).contains(element) else {
      shapeError("subscript: index \(index) is out of range for dimension \(dimension) of \(shape)")
    }
    return element
  }

  private static func range(
    _ start: Int, _ end: Int?, of size: Int, _ dimension: Int, _ shape: Shape
  ) -> Range<Int> {
    let first = start < 0 ? start + size : start
    let last = end.map { $0 < 0 ? $0 + size : $0 } ?? size
    guard 0 <= first, first <= last, last <= size else {
      shapeError(
        "subscript: \(start)..<\(end ?? size) is out of range for dimension \(dimension) of \(shape)"
      )
    }
    return first..<last
  }
}
