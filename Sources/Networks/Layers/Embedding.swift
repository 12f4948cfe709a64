import Tensors

/// A learned vector for each index, `[…]` → `[…, size]`.
public final class Embedding: Module {
  public let count, size: Int
  public let padding: Int?

  /// `[count, size]`.
  public let weight: Parameter

  /// - Parameters:
  ///   - count: The number of vectors; indices are below it.
  ///   - size: The number of elements of a vector.
  ///   - padding: An index whose vector begins as zeros and gets no gradient.
  public init(_ count: Int, _ size: Int, padding: Int? = nil) {
    if let padding, !(0..<count).contains(padding) {
      shapeError("Embedding(\(count)): the padding index \(padding) is not in 0..<\(count)")
    }
    self.count = count
    self.size = size
    self.padding = padding
    let first = Initializer.normal()
    weight = Parameter(
      [count, size], padding.map { first.clearing($0 * size..<($0 + 1) * size) } ?? first)
  }

  public func forward(_ indices: Tensor) -> Tensor {
    embedding(indices, weight.value, padding: padding)
  }

  public var hyperparameters: String {
    "\(count) vectors of \(size)" + (padding.map { ", padding \($0)" } ?? "")
  }
}
