import Tensors

/// What the first values of a parameter are drawn from.
indirect enum Distribution: Sendable {
  case constant(Float)
  case uniform(low: Float, high: Float)
  case normal(mean: Float, standardDeviation: Float)
  case truncatedNormal(mean: Float, standardDeviation: Float, ClosedRange<Float>)
  case scaledUniform(Scale)
  case scaledNormal(Scale)
  case orthogonal(gain: Float)
  /// Zeros in a part of the elements.
  case cleared(Distribution, Range<Int>)

  /// A standard deviation that follows from the number of connections.
  enum Scale: Sendable {
    case xavier(gain: Float)
    case kaiming(slope: Float, Fan)

    fileprivate func standardDeviation(_ shape: Shape) -> Float {
      switch self {
      case .xavier(let gain): gain * (2 / (Fan.input(shape) + Fan.output(shape))).squareRoot()
      case .kaiming(let slope, let fan): (2 / ((1 + slope * slope) * fan(shape))).squareRoot()
      }
    }
  }

  /// Draws the key of the values of a parameter.
  func filling(for shape: Shape) -> Filling {
    switch self {
    case .constant(let value):
      return .constant(value)
    case .uniform(let low, let high):
      return .uniform(key: RandomKey.next(), low: low, high: high)
    case .normal(let mean, let deviation):
      return .normal(key: RandomKey.next(), mean: mean, standardDeviation: deviation)
    case .truncatedNormal(let mean, let deviation, let range):
      return .truncatedNormal(
        key: RandomKey.next(), mean: mean, standardDeviation: deviation, range)
    case .scaledUniform(let scale):
      let bound = Float(3).squareRoot() * scale.standardDeviation(shape)
      return .uniform(key: RandomKey.next(), low: -bound, high: bound)
    case .scaledNormal(let scale):
      let deviation = scale.standardDeviation(shape)
      return .normal(key: RandomKey.next(), mean: 0, standardDeviation: deviation)
    case .orthogonal(let gain):
      guard shape.rank >= 2 else {
        shapeError("orthogonal: a weight of shape \(shape), expected two dimensions or more")
      }
      let columns = shape.count / max(shape[0], 1)
      return .orthogonal(key: RandomKey.next(), gain: gain, rows: shape[0], columns: columns)
    case .cleared(let distribution, let part):
      return .cleared(distribution.filling(for: shape), part)
    }
  }
}

/// The first values of a parameter, which follow from a key.
indirect enum Filling: ElementFilling {
  case constant(Float)
  case uniform(key: UInt64, low: Float, high: Float)
  case normal(key: UInt64, mean: Float, standardDeviation: Float)
  case truncatedNormal(
    key: UInt64, mean: Float, standardDeviation: Float, ClosedRange<Float>)
  case orthogonal(key: UInt64, gain: Float, rows: Int, columns: Int)
  case cleared(Filling, Range<Int>)

  func fill(_ elements: UnsafeMutableBufferPointer<Float>) {
    switch self {
    case .constant(let value):
      elements.initialize(repeating: value)
    case .uniform(let key, let low, let high):
      fillUniform(elements, key: key, low: low, high: high)
    case .normal(let key, let mean, let deviation):
      fillNormal(elements, key: key, mean: mean, standardDeviation: deviation)
    case .truncatedNormal(let key, let mean, let deviation, let range):
      fillTruncated(elements, range, key: key, mean: mean, standardDeviation: deviation)
    case .orthogonal(let key, let gain, let rows, let columns):
      fillNormal(elements, key: key, mean: 0, standardDeviation: 1)
      if rows <= columns {
        orthogonalize(elements, count: rows, stride: columns, length: columns, step: 1, gain)
      } else {
        orthogonalize(elements, count: columns, stride: 1, length: rows, step: columns, gain)
      }
    case .cleared(let filling, let part):
      filling.fill(elements)
      for index in part { elements[index] = 0 }
    }
  }
}

/// Draws from the normal distribution, and again where values lie outside of `range`.
private func fillTruncated(
  _ elements: UnsafeMutableBufferPointer<Float>, _ range: ClosedRange<Float>, key: UInt64,
  mean: Float, standardDeviation: Float
) {
  var generator = SeededRandomNumberGenerator(seed: key)
  func draw(_ elements: UnsafeMutableBufferPointer<Float>) {
    fillNormal(elements, key: generator.next(), mean: mean, standardDeviation: standardDeviation)
  }
  draw(elements)
  var outside = elements.indices.filter { !range.contains(elements[$0]) }
  while !outside.isEmpty {
    var values = [Float](repeating: 0, count: outside.count)
    values.withUnsafeMutableBufferPointer { draw($0) }
    for (index, value) in zip(outside, values) { elements[index] = value }
    outside = outside.filter { !range.contains(elements[$0]) }
  }
}

/// Makes vectors perpendicular and of length `gain`, by the method of Gram and Schmidt in double
/// precision.
///
/// - Parameters:
///   - stride: How far vectors are apart.
///   - step: How far the elements of a vector are apart.
private func orthogonalize(
  _ elements: UnsafeMutableBufferPointer<Float>, count: Int, stride: Int, length: Int, step: Int,
  _ gain: Float
) {
  var basis: [[Double]] = []
  for index in 0..<count {
    var vector = (0..<length).map { Double(elements[index * stride + $0 * step]) }
    // Twice is enough: what rounding left of the others goes in the second pass.
    for _ in 0..<2 {
      for other in basis {
        let overlap = zip(vector, other).reduce(0) { $0 + $1.0 * $1.1 }
        for i in vector.indices { vector[i] -= overlap * other[i] }
      }
    }
    let norm = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
    for i in vector.indices {
      vector[i] /= norm
      elements[index * stride + i * step] = gain * Float(vector[i])
    }
    basis.append(vector)
  }
}
