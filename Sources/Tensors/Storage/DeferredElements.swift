import Synchronization

/// Computes the elements of a tensor when they are first read.
class DeferredElements: @unchecked Sendable {
  /// Held while the elements are computed, so that they are computed once.
  final let lock = Mutex(())

  func compute(_ elements: UnsafeMutableBufferPointer<Float>) {
    preconditionFailure("a way to compute elements")
  }
}

/// Elements that a closure fills in: the first values of a parameter.
final class DeferredFill: DeferredElements, @unchecked Sendable {
  typealias Fill = @Sendable (UnsafeMutableBufferPointer<Float>) -> Void

  private let fill: Fill

  init(_ fill: @escaping Fill) { self.fill = fill }

  override func compute(_ elements: UnsafeMutableBufferPointer<Float>) { fill(elements) }
}
