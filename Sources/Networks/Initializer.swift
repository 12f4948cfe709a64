import Tensors

/// How the first values of a parameter are drawn.
///
/// The key of the randomness is drawn at once, the values when they are first read: they depend on
/// the order in which parameters are made, not on when they are used.
///
///     let weight = Parameter([256, 784], .kaimingNormal())
///     model.initialize(.xavierUniform())
public struct Initializer: Sendable {
  /// Fills the elements of a tensor of that shape.
  typealias Fill = @Sendable (UnsafeMutableBufferPointer<Float>) -> Void

  private let fill: @Sendable (Shape) -> Fill

  init(_ fill: @escaping @Sendable (Shape) -> Fill) { self.fill = fill }

  /// A tensor whose values are drawn when they are first read.
  public func tensor(_ shape: Shape) -> Tensor {
    Tensor(deferred: shape, initializer: fill(shape))
  }

  /// This initializer, with zeros in a part of the elements.
  func clearing(_ part: Range<Int>) -> Initializer {
    Initializer { shape in
      let fill = fill(shape)
      return { elements in
        fill(elements)
        for index in part { elements[index] = 0 }
      }
    }
  }
}

extension Parameter {
  /// Draws new values.
  public func initialize(_ initializer: Initializer) { value = initializer.tensor(shape) }
}

extension Module {
  /// Draws new values for parameters of this module and those below it: by default for the weights
  /// of layers, which have two dimensions or more, and not for biases and scales.
  ///
  ///     model.initialize(.kaimingNormal())
  ///     model.initialize(.zeros) { $0.name.hasSuffix("bias") }
  public func initialize(
    _ initializer: Initializer,
    where isChosen: (NamedParameter) -> Bool = { $0.parameter.shape.rank >= 2 }
  ) {
    for named in namedParameters where isChosen(named) {
      named.parameter.initialize(initializer)
    }
  }
}

// MARK: - Distributions

extension Initializer {
  /// `value` everywhere.
  public static func constant(_ value: Float) -> Initializer {
    Initializer { _ in { $0.initialize(repeating: value) } }
  }

  public static let zeros = constant(0)
  public static let ones = constant(1)

  /// The uniform distribution over `range`.
  public static func uniform(_ range: Range<Float>) -> Initializer {
    Initializer { _ in
      let key = RandomKey.next()
      return { fillUniform($0, key: key, low: range.lowerBound, high: range.upperBound) }
    }
  }

  /// The normal distribution.
  public static func normal(mean: Float = 0, standardDeviation: Float = 1) -> Initializer {
    Initializer { _ in
      let key = RandomKey.next()
      return { fillNormal($0, key: key, mean: mean, standardDeviation: standardDeviation) }
    }
  }

  /// The normal distribution without what lies outside of `range`, which is drawn again.
  ///
  /// - Parameter range: Contains the mean.
  public static func truncatedNormal(
    mean: Float = 0, standardDeviation: Float = 1, in range: ClosedRange<Float> = -2...2
  ) -> Initializer {
    precondition(range.contains(mean), "truncatedNormal: the mean \(mean) is not in \(range)")
    return Initializer { _ in
      let key = RandomKey.next()
      return { elements in
        var generator = SeededRandomNumberGenerator(seed: key)
        func draw(_ elements: UnsafeMutableBufferPointer<Float>) {
          fillNormal(
            elements, key: generator.next(), mean: mean, standardDeviation: standardDeviation)
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
    }
  }

  /// Uniform within ±1/√fanIn, what PyTorch's linear layers and convolutions begin with.
  ///
  /// - Parameter fanIn: The number of inputs of a unit.
  public static func uniform(fanIn: Int) -> Initializer {
    let bound = 1 / Float(max(fanIn, 1)).squareRoot()
    return uniform(-bound..<bound)
  }
}

// MARK: - By the number of connections

/// The numbers of inputs of a unit and of units that an input goes to.
public enum Fan: String, Hashable, Codable, Sendable {
  case input, output

  /// - Parameter shape: That of a weight, `[outputs, inputs, …]`.
  fileprivate func callAsFunction(_ shape: Shape) -> Float {
    guard shape.rank >= 2 else {
      shapeError("initializer: a weight of shape \(shape), expected [outputs, inputs, …]")
    }
    let area = shape.dimensions.dropFirst(2).reduce(1, *)
    return Float((self == .input ? shape[1] : shape[0]) * area)
  }
}

extension Initializer {
  /// Uniform with a variance of 2 `gain`² / (inputs + outputs), for weights `[outputs, inputs, …]`.
  ///
  /// Source: Glorot and Bengio, "Understanding the Difficulty of Training Deep Feedforward Neural
  /// Networks" (2010), equation 16.
  ///
  /// - Parameter gain: 1 behind a sigmoid or nothing, 5/3 behind tanh, √2 behind relu.
  public static func xavierUniform(gain: Float = 1) -> Initializer {
    scaledUniform { gain * (2 / (Fan.input($0) + Fan.output($0))).squareRoot() }
  }

  /// Normal, otherwise as ``xavierUniform(gain:)``.
  public static func xavierNormal(gain: Float = 1) -> Initializer {
    scaledNormal { gain * (2 / (Fan.input($0) + Fan.output($0))).squareRoot() }
  }

  /// Uniform with a variance of 2 / ((1 + `slope`²) · fan), for weights `[outputs, inputs, …]`.
  ///
  /// Source: He et al., "Delving Deep into Rectifiers" (2015), equations 14 and 15.
  ///
  /// - Parameters:
  ///   - slope: That of the leaky relu behind the layer; 0 for a relu.
  ///   - fan: Whether variances are kept forwards, by the number of inputs, or backwards.
  public static func kaimingUniform(slope: Float = 0, fan: Fan = .input) -> Initializer {
    scaledUniform { (2 / ((1 + slope * slope) * fan($0))).squareRoot() }
  }

  /// Normal, otherwise as ``kaimingUniform(slope:fan:)``.
  public static func kaimingNormal(slope: Float = 0, fan: Fan = .input) -> Initializer {
    scaledNormal { (2 / ((1 + slope * slope) * fan($0))).squareRoot() }
  }

  private static func scaledUniform(
    _ standardDeviation: @escaping @Sendable (Shape) -> Float
  ) -> Initializer {
    Initializer { shape in
      let bound = Float(3).squareRoot() * standardDeviation(shape)
      return uniform(-bound..<bound).fill(shape)
    }
  }

  private static func scaledNormal(
    _ standardDeviation: @escaping @Sendable (Shape) -> Float
  ) -> Initializer {
    Initializer { normal(standardDeviation: standardDeviation($0)).fill($0) }
  }

  /// A random orthogonal matrix times `gain`: rows, or columns if there are more rows, are
  /// perpendicular and of length `gain`. Dimensions behind the second one count as columns.
  ///
  /// Source: Saxe et al., "Exact Solutions to the Nonlinear Dynamics of Learning in Deep Linear Neural
  /// Networks" (2014).
  public static func orthogonal(gain: Float = 1) -> Initializer {
    Initializer { shape in
      guard shape.rank >= 2 else {
        shapeError("orthogonal: a weight of shape \(shape), expected two dimensions or more")
      }
      let fill = normal().fill(shape)
      return { elements in
        fill(elements)
        let (rows, columns) = (shape[0], shape.count / max(shape[0], 1))
        if rows <= columns {
          orthogonalize(elements, count: rows, stride: columns, length: columns, step: 1, gain)
        } else {
          orthogonalize(elements, count: columns, stride: 1, length: rows, step: columns, gain)
        }
      }
    }
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
