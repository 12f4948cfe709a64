import Tensors
import Testing

/// Operations that move elements, on random shapes, against loops over plain arrays.
@Suite struct PropertyTests {
  private var random = SeededRandomNumberGenerator(seed: 4)

  private mutating func shape(ranks: ClosedRange<Int> = 0...4) -> Shape {
    let rank = Int.random(in: ranks, using: &random)
    return Shape(
      (0..<rank).map { _ in [0, 1, 1, 2, 2, 3, 3, 4, 5].randomElement(using: &random)! })
  }

  /// A tensor of different numbers in one of all layouts, but for that which repeats elements.
  private mutating func tensor(_ shape: Shape) -> Tensor {
    let numbers = (0..<shape.count).map { Float($0) }.shuffled(using: &random)
    let layout = [Layout.contiguous, .transposed, .sliced, .narrowed].randomElement(using: &random)!
    return layout.applied(to: Tensor(numbers, shape: shape))
  }

  @Test mutating func broadcastingRepeatsElements() {
    for _ in 0..<500 {
      let result = shape()
      var operands: [Tensor] = []
      for _ in 0..<2 {
        let dropped = Int.random(in: 0...result.rank, using: &random)
        let sizes = result.dimensions.dropFirst(dropped).map {
          Bool.random(using: &random) ? $0 : 1
        }
        operands.append(tensor(Shape(sizes)))
      }
      let (a, b) = (operands[0], operands[1])
      let (plainA, plainB) = (PlainArray(a), PlainArray(b))
      let sum = a - b * 100
      let pairs = indices(of: sum.shape).map { (plainA[broadcastTo: $0], plainB[broadcastTo: $0]) }
      #expect(sum.scalars == pairs.map { $0 - $1 * 100 })
      #expect((a .< b).boolScalars == pairs.map { $0 < $1 })
      let whole = (a.asType(.int32) * b.asType(.int32)).int32Scalars
      #expect(whole == pairs.map { Int32($0 * $1) })
    }
  }

  @Test mutating func permutingAndReshapingMoveElements() {
    for _ in 0..<500 {
      let shape = shape()
      let x = tensor(shape)
      let order = Array(0..<shape.rank).shuffled(using: &random)
      let plain = PlainArray(x)
      let permuted = x.permuted(order)
      let expected = indices(of: permuted.shape).map { place in
        var source = [Int](repeating: 0, count: shape.rank)
        for (dimension, original) in order.enumerated() { source[original] = place[dimension] }
        return plain[source]
      }
      #expect(permuted.scalars == expected)
      // Reshaping keeps the order of elements, whether by a view or by a copy.
      let reshaped = permuted.reshaped(to: factorization(of: shape.count))
      #expect(reshaped.scalars == expected)
      #expect((reshaped + 0).scalars == expected)
    }
  }

  private mutating func factorization(of count: Int) -> Shape {
    guard count > 0 else { return Shape([3, 0, 2].shuffled(using: &random)) }
    var factors: [Int] = []
    var rest = count
    while rest > 1 {
      let factor = (2...rest).first { rest % $0 == 0 && Bool.random(using: &random) } ?? rest
      guard rest % factor == 0 else { continue }
      factors.append(factor)
      rest /= factor
    }
    if Bool.random(using: &random) { factors.insert(1, at: factors.count / 2) }
    return Shape(factors)
  }

  @Test mutating func slicesPickElements() {
    for _ in 0..<500 {
      let shape = shape(ranks: 1...4)
      let x = tensor(shape)
      var slices: [TensorSlice] = []
      var picked: [[Int]] = []
      var isKept: [Bool] = []
      for size in shape.dimensions {
        if size > 0, Int.random(in: 0..<4, using: &random) == 0 {
          let index = Int.random(in: -size..<size, using: &random)
          slices.append(.element(index))
          picked.append([index < 0 ? index + size : index])
          isKept.append(false)
        } else {
          let start = Int.random(in: 0...size, using: &random)
          let end = Int.random(in: start...size, using: &random)
          let step = Int.random(in: 1...3, using: &random)
          slices.append(.range(start: start, end: end, step: step))
          picked.append(Array(stride(from: start, to: end, by: step)))
          isKept.append(true)
        }
      }
      let plain = PlainArray(x)
      let part = x[slices: slices]
      let sizes = Swift.zip(picked, isKept).filter(\.1).map(\.0.count)
      #expect(part.shape.dimensions == sizes)
      let expected = indices(of: Shape(picked.map(\.count))).map { place in
        plain[place.enumerated().map { picked[$0][$1] }]
      }
      #expect(part.scalars == expected)
      // Assigning to the part changes those elements and no others.
      var changed = x
      changed[slices: slices] = -part - 1
      #expect(changed[slices: slices].scalars == expected.map { -$0 - 1 })
      let touched = Set(expected)
      #expect(changed.scalars == x.scalars.map { touched.contains($0) ? -$0 - 1 : $0 })
    }
  }

  @Test mutating func joinedTensorsComeApartAgain() {
    for _ in 0..<300 {
      let shape = shape(ranks: 1...4)
      let dim = Int.random(in: 0..<shape.rank, using: &random)
      let parts = (0..<Int.random(in: 1...4, using: &random)).map { _ -> Tensor in
        var sizes = shape.dimensions
        sizes[dim] = Int.random(in: 0...3, using: &random)
        return tensor(Shape(sizes))
      }
      let joined = Tensor.concatenate(parts, dim: dim)
      var start = 0
      for part in parts {
        let size = part.shape[dim]
        #expect((joined.narrowed(dim: dim, to: start..<start + size) == part) as Bool)
        start += size
      }
      #expect(joined.shape[dim] == start)
      let split = joined.split(into: 2, dim: dim)
      #expect((Tensor.concatenate(split, dim: dim) == joined) as Bool)
      let flipped = joined.flipped(dims: [dim])
      #expect((flipped.flipped(dims: [dim]) == joined) as Bool)
      if start > 0 {
        #expect(
          (flipped.narrowed(dim: dim, to: 0..<1)
            == joined.narrowed(dim: dim, to: start - 1..<start)) as Bool)
      }
    }
  }

  @Test mutating func gatheringAndScatteringFollowIndices() {
    for _ in 0..<300 {
      let shape = shape(ranks: 1...3)
      let dim = Int.random(in: 0..<shape.rank, using: &random)
      guard shape[dim] > 0 else { continue }
      let x = tensor(shape)
      var sizes = shape.dimensions.map { Int.random(in: 0...$0, using: &random) }
      sizes[dim] = Int.random(in: 0...6, using: &random)
      let indexShape = Shape(sizes)
      let picks = (0..<indexShape.count).map { _ in
        Int32.random(in: 0..<Int32(shape[dim]), using: &random)
      }
      let index = Tensor(picks, shape: indexShape)
      let places = Swift.zip(indices(of: indexShape), picks).map { place, pick in
        var place = place
        place[dim] = Int(pick)
        return place
      }
      let plain = PlainArray(x)
      #expect(x.gathered(index, dim: dim).scalars == places.map { plain[$0] })
      #expect(
        x.asType(.int32).gathered(index, dim: dim).int32Scalars
          == places.map { Int32(plain[$0]) })
      let values = tensor(indexShape)
      var added: [[Int]: Float] = [:]
      for (place, value) in Swift.zip(places, values.scalars) { added[place, default: 0] += value }
      let expected = indices(of: shape).map { plain[$0] + (added[$0] ?? 0) }
      #expect(x.scattered(adding: values, at: index, dim: dim).scalars == expected)
    }
  }

  @Test mutating func ordersAreThoseOfTheStandardLibrary() {
    for _ in 0..<200 {
      let shape = shape(ranks: 1...3)
      let dim = Int.random(in: 0..<shape.rank, using: &random)
      // Small numbers repeat: equal ones stay in order.
      let x = floor(tensor(shape) / 3)
      let (values, order) = x.sorted(dim: dim)
      let moved = x.transposed(dim, -1)
      let size = shape[dim]
      let rows = size == 0 ? [] : moved.reshaped(to: [x.count / size, size]).rows
      let sorted = rows.map { row in
        row.enumerated().sorted { ($0.element, $0.offset) < ($1.element, $1.offset) }
      }
      #expect(values.transposed(dim, -1).scalars == sorted.flatMap { $0.map(\.element) })
      #expect(
        order.transposed(dim, -1).copied.int32Scalars
          == sorted.flatMap { $0.map { Int32($0.offset) } })
      let count = Int.random(in: 0...size, using: &random)
      let largest = rows.map { row in
        row.enumerated().sorted { ($1.element, $0.offset) < ($0.element, $1.offset) }.prefix(count)
      }
      let top = x.topK(count, dim: dim)
      #expect(top.values.transposed(dim, -1).scalars == largest.flatMap { $0.map(\.element) })
      #expect(
        top.indices.transposed(dim, -1).copied.int32Scalars
          == largest.flatMap { $0.map { Int32($0.offset) } })
    }
  }

  @Test mutating func einsumSumsProducts() {
    let sizes: [Character: Int] = ["a": 2, "b": 3, "c": 1, "d": 2, "e": 0]
    for _ in 0..<300 {
      let operands = (0..<Int.random(in: 1...3, using: &random)).map { _ in
        String(
          (0..<Int.random(in: 0...3, using: &random)).map { _ in
            "aabbccdde".randomElement(using: &random)!
          })
      }
      let letters = Array(Set(operands.joined())).sorted().shuffled(using: &random)
      let output = String(letters.prefix(Int.random(in: 0...letters.count, using: &random)))
      let tensors = operands.map { tensor(Shape($0.map { sizes[$0]! })) / 10 }
      let plain = tensors.map(PlainArray.init)
      let equation = operands.joined(separator: ",") + "->" + output
      let result = einsum(equation, tensors)
      var expected = [[Int]: Double]()
      let all = output + letters.filter { !output.contains($0) }
      for place in indices(of: Shape(all.map { sizes[$0]! })) {
        let index = Dictionary(uniqueKeysWithValues: Swift.zip(all, place))
        let product = Swift.zip(operands, plain).reduce(1.0) { product, operand in
          product * Double(operand.1[operand.0.map { index[$0]! }])
        }
        expected[output.map { index[$0]! }, default: 0] += product
      }
      let places = indices(of: result.shape)
      #expect(result.shape.dimensions == output.map { sizes[$0]! }, "\(equation)")
      for (place, value) in Swift.zip(places, result.scalars) {
        let exact = expected[place] ?? 0
        #expect(abs(Double(value) - exact) <= 1e-5 * max(1, abs(exact)), "\(equation)")
      }
    }
  }
}

// MARK: - Plain arrays

/// All places of a tensor of a shape, the last dimension innermost.
func indices(of shape: Shape) -> [[Int]] {
  shape.dimensions.reduce([[]]) { places, size in
    places.flatMap { place in (0..<size).map { place + [$0] } }
  }
}

/// A tensor's elements, found without its own ways to them.
struct PlainArray {
  let shape: [Int]
  let scalars: [Float]

  init(_ tensor: Tensor) {
    shape = tensor.shape.dimensions
    scalars = tensor.scalars
  }

  subscript(place: [Int]) -> Float {
    var offset = 0
    for dimension in shape.indices { offset = offset * shape[dimension] + place[dimension] }
    return scalars[offset]
  }

  /// The element that broadcasting to a larger shape repeats at a place.
  subscript(broadcastTo place: [Int]) -> Float {
    let missing = place.count - shape.count
    return self[shape.indices.map { shape[$0] == 1 ? 0 : place[missing + $0] }]
  }
}

extension Tensor {
  /// The rows of a matrix.
  fileprivate var rows: [[Float]] {
    let (scalars, size) = (scalars, shape[1])
    return (0..<shape[0]).map { Array(scalars[$0 * size..<($0 + 1) * size]) }
  }
}
