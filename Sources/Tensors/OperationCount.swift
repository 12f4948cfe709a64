/// Scalar operations by kind.
///
/// Each operation on tensors states its counting rule where it is declared. Three conventions hold
/// for all: formulas count as written, one operation at a time (a fused multiply-add is two); zeros
/// that padding adds take part like any other element; nothing is counted for index arithmetic and
/// copies.
public struct OperationCount: Hashable, Codable, Sendable {
  public var multiplications = 0
  /// Additions and subtractions.
  public var additions = 0
  /// Comparisons of two numbers, a choice of the larger one among them.
  public var comparisons = 0
  public var divisions = 0
  public var exponentials = 0
  /// Powers with a fractional exponent, square roots among them.
  public var powers = 0

  public init(
    multiplications: Int = 0, additions: Int = 0, comparisons: Int = 0, divisions: Int = 0,
    exponentials: Int = 0, powers: Int = 0
  ) {
    self.multiplications = multiplications
    self.additions = additions
    self.comparisons = comparisons
    self.divisions = divisions
    self.exponentials = exponentials
    self.powers = powers
  }

  /// The number of operations of every kind together.
  public var total: Int {
    multiplications + additions + comparisons + divisions + exponentials + powers
  }
}

extension OperationCount: AdditiveArithmetic {
  public static let zero = OperationCount()

  public static func + (a: Self, b: Self) -> Self { combine(a, b, by: +) }
  public static func - (a: Self, b: Self) -> Self { combine(a, b, by: -) }

  private static func combine(_ a: Self, _ b: Self, by operation: (Int, Int) -> Int) -> Self {
    Self(
      multiplications: operation(a.multiplications, b.multiplications),
      additions: operation(a.additions, b.additions),
      comparisons: operation(a.comparisons, b.comparisons),
      divisions: operation(a.divisions, b.divisions),
      exponentials: operation(a.exponentials, b.exponentials),
      powers: operation(a.powers, b.powers))
  }
}

extension OperationCount {
  /// `count` times these operations.
  public static func * (operations: Self, count: Int) -> Self {
    combine(operations, zero) { each, _ in each * count }
  }
}
