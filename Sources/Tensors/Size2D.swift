/// A height and a width: of a kernel, a stride, a padding, an output.
public struct Size2D: Hashable, Codable, Sendable {
  public var height, width: Int

  public init(_ height: Int, _ width: Int) {
    self.height = height
    self.width = width
  }

  /// The number of elements that a window of this size covers.
  public var area: Int { height * width }
}

extension Size2D: CustomStringConvertible {
  /// `3×5`.
  public var description: String { "\(height)×\(width)" }

  /// `2` if height and width are equal, `2×1` otherwise: what was written in the call.
  package var briefly: String { height == width ? "\(height)" : description }
}

/// What stands for a height and a width in calls: `3` for both, or `Size2D(3, 5)`.
public protocol Size2DConvertible {
  var size2D: Size2D { get }
}

extension Int: Size2DConvertible {
  public var size2D: Size2D { Size2D(self, self) }
}

extension Size2D: Size2DConvertible {
  public var size2D: Size2D { self }
}
