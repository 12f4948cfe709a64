import Tensors

/// How the first values of a parameter are drawn.
///
/// The key of the randomness is drawn at once, the values when they are first read: they depend on
/// the order in which parameters are made, not on when they are used.
///
///     let weight = Parameter([256, 784], .kaimingNormal())
///     model.initialize(.xavierUniform())
public struct Initializer: Sendable {
  private let distribution: Distribution

  init(_ distribution: Distribution) { self.distribution = distribution }

  /// A tensor whose values are drawn when they are first read.
  public func tensor(_ shape: Shape) -> Tensor {
    Tensor(deferred: shape, filling: distribution.filling(for: shape))
  }

  /// This initializer, with zeros in a part of the elements.
  func clearing(_ part: Range<Int>) -> Initializer {
    Initializer(.cleared(distribution, part))
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
  public static func constant(_ value: Float) -> Initializer { Initializer(.constant(value)) }

  public static let zeros = constant(0)
  public static let ones = constant(1)

  /// The uniform distribution over `range`.
  public static func uniform(_ range: Range<Float>) -> Initializer {
    Initializer(.uniform(low: range.lowerBound, high: range.upperBound))
  }

  /// The normal distribution.
  public static func normal(mean: Float = 0, standardDeviation: Float = 1) -> Initializer {
    Initializer(.normal(mean: mean, standardDeviation: standardDeviation))
  }

  /// The normal distribution without what lies outside of `range`, which is drawn again.
  ///
  /// - Parameter range: Contains the mean.
  public static func truncatedNormal(
    mean: Float = 0, standardDeviation: Float = 1, in range: ClosedRange<Float> = -2...2
  ) -> Initializer {
    require(range.contains(mean), "truncatedNormal: the mean \(mean) is not in \(range)")
    return Initializer(
      .truncatedNormal(mean: mean, standardDeviation: standardDeviation, range))
  }

  /// Uniform within ±1/√fanIn, what PyTorch's linear layers and convolutions begin with.
  ///
  /// - Parameter fanIn: The number of inputs of a unit.
  public static func uniform(fanIn: Int) -> Initializer {
    let bound = 1 / Float(max(fanIn, 1)).squareRoot()
    return uniform(-bound..<bound)
  }

  // MARK: By the number of connections

  /// Uniform with a variance of 2 `gain`² / (inputs + outputs), for weights `[outputs, inputs, …]`.
  ///
  /// Source: Glorot and Bengio, "Understanding the Difficulty of Training Deep Feedforward Neural
  /// Networks" (2010), equation 16.
  ///
  /// - Parameter gain: 1 behind a sigmoid or nothing, 5/3 behind tanh, √2 behind relu.
  public static func xavierUniform(gain: Float = 1) -> Initializer {
    Initializer(.scaledUniform(.xavier(gain: gain)))
  }

  /// Normal, otherwise as ``xavierUniform(gain:)``.
  public static func xavierNormal(gain: Float = 1) -> Initializer {
    Initializer(.scaledNormal(.xavier(gain: gain)))
  }

  /// Uniform with a variance of 2 / ((1 + `slope`²) · fan), for weights `[outputs, inputs, …]`.
  ///
  /// Source: He et al., "Delving Deep into Rectifiers" (2015), equations 14 and 15.
  ///
  /// - Parameters:
  ///   - slope: That of the leaky relu behind the layer; 0 for a relu.
  ///   - fan: Whether variances are kept forwards, by the number of inputs, or backwards.
  public static func kaimingUniform(slope: Float = 0, fan: Fan = .input) -> Initializer {
    Initializer(.scaledUniform(.kaiming(slope: slope, fan)))
  }

  /// Normal, otherwise as ``kaimingUniform(slope:fan:)``.
  public static func kaimingNormal(slope: Float = 0, fan: Fan = .input) -> Initializer {
    Initializer(.scaledNormal(.kaiming(slope: slope, fan)))
  }

  /// A random orthogonal matrix times `gain`: rows, or columns if there are more rows, are
  /// perpendicular and of length `gain`. Dimensions behind the second one count as columns.
  ///
  /// Source: Saxe et al., "Exact Solutions to the Nonlinear Dynamics of Learning in Deep Linear Neural
  /// Networks" (2014).
  public static func orthogonal(gain: Float = 1) -> Initializer {
    Initializer(.orthogonal(gain: gain))
  }
}

/// The numbers of inputs of a unit and of units that an input goes to.
public enum Fan: String, Hashable, Codable, Sendable {
  case input, output

  /// - Parameter shape: That of a weight, `[outputs, inputs, …]`.
  func callAsFunction(_ shape: Shape) -> Float {
    guard shape.rank >= 2 else {
      shapeError("initializer: a weight of shape \(shape), expected [outputs, inputs, …]")
    }
    let area = shape.dimensions.dropFirst(2).reduce(1, *)
    return Float((self == .input ? shape[1] : shape[0]) * area)
  }
}
