import Tensors

/// A tensor that a module owns and that training changes.
///
/// A parameter is a reference: whoever holds it, a layer, an optimiser, two layers that share it,
/// sees the same values. Its values are drawn when they are first read, so a network that is only
/// counted takes no memory for them.
public final class Parameter {
  private var stored: Tensor
  private let leaf = LeafNode()

  /// Whether optimisers change it and gradients reach it; false freezes it.
  public var isTrainable = true

  /// - Parameter initializer: Draws the first values.
  public init(_ shape: Shape, _ initializer: Initializer = .zeros) {
    stored = initializer.tensor(shape)
  }

  /// A parameter with these values, which are floats.
  public init(_ value: Tensor) {
    value.requireDType(.float32, "parameter")
    stored = value.detached()
  }

  public var shape: Shape { stored.shape }

  /// The values, as a variable that gradients flow to.
  public var value: Tensor {
    get { stored.attached(to: isTrainable ? leaf : nil) }
    set {
      guard newValue.shape == shape else {
        shapeError("parameter: a value of shape \(newValue.shape), expected \(shape)")
      }
      newValue.requireDType(.float32, "parameter")
      stored = newValue.detached()
    }
  }

  /// The gradient that backward passes have added up, as PyTorch's `grad`; nil if there was none.
  public var grad: Tensor? {
    get { leaf.gradient }
    set {
      if let newValue {
        guard newValue.shape == shape else {
          shapeError("parameter: a gradient of shape \(newValue.shape), expected \(shape)")
        }
        newValue.requireDType(.float32, "parameter: gradient")
      }
      leaf.gradient = newValue
    }
  }

  /// Changes the values in place, unless somebody else still looks at them.
  package func update(_ body: (UnsafeMutablePointer<Float>) -> Void) {
    stored.withUnsafeMutableScalars { elements in
      if let start = elements.baseAddress { body(start) }
    }
  }
}

/// A tensor that a module owns and that is state rather than a parameter: optimisers don't change
/// it, and it doesn't count as one. The running statistics of batch normalisation are buffers.
public final class Buffer {
  public var value: Tensor {
    didSet {
      guard value.shape == oldValue.shape else {
        shapeError("buffer: a value of shape \(value.shape), expected \(oldValue.shape)")
      }
    }
  }

  /// - Parameter initializer: Draws the first values.
  public init(_ shape: Shape, _ initializer: Initializer = .zeros) {
    value = initializer.tensor(shape)
  }

  public var shape: Shape { value.shape }
}
