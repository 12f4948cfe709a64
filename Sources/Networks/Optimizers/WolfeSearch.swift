import Tensors

/// What is known of a loss at a point of a line.
struct LinePoint {
  /// Along the line, from where the search began.
  let position: Double
  let loss: Double
  let gradient: Tensor
  /// The derivative of the loss along the line.
  let slope: Double
}

/// Looks along a line for a point that fulfils the strong conditions of Wolfe: the loss is less by at
/// least a part of what the first slope promised, and the slope is flatter by a factor.
///
/// Source: Nocedal and Wright, "Numerical Optimization" (2006), algorithms 3.5 and 3.6, in the form of
/// PyTorch's `_strong_wolfe`.
struct WolfeSearch {
  /// c₁ and c₂ of the conditions.
  private static let (decrease, curvature) = (1e-4, 0.9)

  private let start: LinePoint
  /// Points that are closer to each other are not told apart.
  private let resolution: Double
  /// How many points may be tried beyond the first one.
  private let limit: Int
  private let evaluate: (_ position: Double) -> LinePoint
  private var trials = 0

  init(
    from start: LinePoint, resolution: Double, limit: Int,
    evaluate: @escaping (_ position: Double) -> LinePoint
  ) {
    self.start = start
    self.resolution = resolution
    self.limit = limit
    self.evaluate = evaluate
  }

  /// Returns a point that fulfils the conditions, or the lowest one that was found within the limit.
  mutating func run(first: Double) -> LinePoint {
    switch bracket(from: first) {
    case .found(let point): point
    case .between(let a, let b): narrow(a, b)
    }
  }

  private enum Bracket {
    case found(LinePoint)
    /// Between these points, there is one.
    case between(LinePoint, LinePoint)
  }

  /// Goes on until the line rises.
  private mutating func bracket(from first: Double) -> Bracket {
    var previous = start
    var current = evaluate(first)
    while trials < limit {
      if isTooHigh(current) || (trials > 1 && current.loss >= previous.loss) {
        return .between(previous, current)
      }
      if isFlat(current) { return .found(current) }
      if current.slope >= 0 { return .between(previous, current) }
      let nearest = current.position + 0.01 * (current.position - previous.position)
      let next = Self.minimum(previous, current, from: nearest, to: current.position * 10)
      previous = current
      current = evaluate(next)
      trials += 1
    }
    return .between(start, current)
  }

  /// Tries points between two others, of which the lower one always fulfils the first condition.
  private mutating func narrow(_ a: LinePoint, _ b: LinePoint) -> LinePoint {
    var (low, high) = a.loss <= b.loss ? (a, b) : (b, a)
    var isStuck = false
    while trials < limit, abs(high.position - low.position) >= resolution {
      let (left, right) = low.position < high.position ? (low, high) : (high, low)
      var position = Self.minimum(left, right, from: left.position, to: right.position)
      (position, isStuck) = awayFromEnds(position, left.position, right.position, isStuck)
      let new = evaluate(position)
      trials += 1
      if isTooHigh(new) || new.loss >= low.loss {
        (low, high) = low.loss <= new.loss ? (low, new) : (new, low)
      } else {
        if isFlat(new) { return new }
        if new.slope * (high.position - low.position) >= 0 { high = low }
        low = new
      }
    }
    return low
  }

  /// A point close to an end is accepted once; then it has to keep a tenth of the distance.
  private func awayFromEnds(
    _ position: Double, _ left: Double, _ right: Double, _ isStuck: Bool
  ) -> (position: Double, isStuck: Bool) {
    let margin = 0.1 * (right - left)
    guard min(right - position, position - left) < margin else { return (position, false) }
    guard isStuck || position >= right || position <= left else { return (position, true) }
    let isAtRight = abs(position - right) < abs(position - left)
    return (isAtRight ? right - margin : left + margin, false)
  }

  private func isTooHigh(_ point: LinePoint) -> Bool {
    point.loss > start.loss + Self.decrease * point.position * start.slope
  }

  private func isFlat(_ point: LinePoint) -> Bool {
    abs(point.slope) <= -Self.curvature * start.slope
  }

  /// Where the cubic polynomial with the losses and slopes of two points is least, not beyond the
  /// bounds; their middle if it has no minimum.
  private static func minimum(
    _ a: LinePoint, _ b: LinePoint, from lower: Double, to upper: Double
  ) -> Double {
    let (left, right) = a.position <= b.position ? (a, b) : (b, a)
    let mean =
      left.slope + right.slope
      - 3 * (left.loss - right.loss) / (left.position - right.position)
    let radicand = mean * mean - left.slope * right.slope
    guard radicand >= 0 else { return (lower + upper) / 2 }
    let root = radicand.squareRoot()
    let part = (right.slope + root - mean) / (right.slope - left.slope + 2 * root)
    return min(max(right.position - (right.position - left.position) * part, lower), upper)
  }
}
