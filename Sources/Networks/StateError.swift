import Tensors

/// A name of a state and the shape of its value.
typealias NamedShape = (name: String, shape: Shape)

/// A state that doesn't fit what it is to be loaded into.
public struct StateError: Error, Hashable, Sendable {
  /// A value of another shape.
  public struct Mismatch: Hashable, Sendable {
    public let name: String
    public let shape, expected: Shape
  }

  /// Names without a value, in the order in which they are expected.
  public let missing: [String]
  /// Names that nothing has, sorted.
  public let unexpected: [String]
  public let mismatches: [Mismatch]

  /// Checks names and shapes.
  ///
  /// - Parameter strict: Whether missing and unexpected names are errors.
  /// - Throws: All that doesn't fit as one error.
  static func check(
    _ shapes: [String: Shape], against expected: [NamedShape], strict: Bool = true
  ) throws {
    let mismatches = expected.compactMap { name, expected in
      shapes[name].flatMap {
        $0 == expected ? nil : Mismatch(name: name, shape: $0, expected: expected)
      }
    }
    let missing = expected.map(\.name).filter { shapes[$0] == nil }
    let unexpected = Set(shapes.keys).subtracting(expected.map(\.name)).sorted()
    guard !mismatches.isEmpty || (strict && !(missing.isEmpty && unexpected.isEmpty)) else {
      return
    }
    throw StateError(missing: missing, unexpected: unexpected, mismatches: mismatches)
  }
}

extension StateError: CustomStringConvertible {
  public var description: String {
    let parts = [
      missing.isEmpty ? nil : "missing: \(missing.joined(separator: ", "))",
      unexpected.isEmpty ? nil : "unexpected: \(unexpected.joined(separator: ", "))",
      mismatches.isEmpty
        ? nil
        : "of another shape: "
          + mismatches.map { "\($0.name) \($0.shape), expected \($0.expected)" }
          .joined(separator: ", "),
    ]
    return "the state doesn't fit; " + parts.compactMap(\.self).joined(separator: "; ")
  }
}
