/// The type of a tensor's elements.
public enum DType: String, Hashable, Codable, Sendable, CaseIterable {
  /// Real numbers, the only type that has gradients.
  case float32
  /// Indices and class labels.
  case int32
  /// Masks: what comparisons give.
  case bool

  /// The bytes that an element takes.
  public var size: Int { self == .bool ? 1 : 4 }
}

extension DType: CustomStringConvertible {
  public var description: String { rawValue }
}

/// A Swift type that tensors can hold.
public protocol TensorScalar: Sendable {
  static var dtype: DType { get }
}

extension Float: TensorScalar {
  public static var dtype: DType { .float32 }
}

extension Int32: TensorScalar {
  public static var dtype: DType { .int32 }
}

extension Bool: TensorScalar {
  public static var dtype: DType { .bool }
}
