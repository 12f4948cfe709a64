import Tensors

/// How the first values of a parameter are drawn.
///
/// The key of the randomness is drawn at once, the values when they are first read: they depend on
/// the order in which parameters are made, not on when they are used.
public struct Initializer: Sendable {
  /// Fills the elements of a tensor of that shape.
  typealias Fill = @Sendable (UnsafeMutableBufferPointer<Float>) -> Void

  private let fill: @Sendable (Shape) -> Fill

  init(_ fill: @escaping @Sendable (Shape) -> Fill) { self.fill = fill }

  /// A tensor whose values are drawn when they are first read.
  public func tensor(_ shape: Shape) -> Tensor {
    Tensor(deferred: shape, initializer: fill(shape))
  }

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

  /// Uniform within ±1/√fanIn, what PyTorch's linear layers and convolutions begin with.
  ///
  /// - Parameter fanIn: The number of inputs of a unit.
  public static func uniform(fanIn: Int) -> Initializer {
    let bound = 1 / Float(max(fanIn, 1)).squareRoot()
    return uniform(-bound..<bound)
  }
}
