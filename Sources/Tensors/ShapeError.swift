/// Ends the program because shapes don't fit.
///
/// A shape that doesn't fit is a mistake in the program, as an array index out of range is: the
/// one place where it is reported traps, so that networks read without a `try` at each call and
/// the backtrace leads to the line that made the mistake.
///
/// - Parameter message: The operation, the shapes that it got and what it expected, as in
///   `linear(9216 → 4096): input [1, 6400] has 6400 features, expected 9216`.
public func shapeError(
  _ message: @autoclosure () -> String, file: StaticString = #fileID, line: UInt = #line
) -> Never {
  fatalError(message(), file: file, line: line)
}

/// Ends the program because an argument is none that makes sense.
///
/// Not `precondition`, of which optimised code keeps the check but not the message.
package func require(
  _ condition: Bool, _ message: @autoclosure () -> String, file: StaticString = #fileID,
  line: UInt = #line
) {
  if !condition { fatalError(message(), file: file, line: line) }
}

/// Checks that a weight, bias, statistic or state, if there is one, is of floats and has the shape that
/// `operation` needs.
func requireFloats(
  _ shape: Shape, in tensor: Tensor?, _ name: String, of operation: @autoclosure () -> String
) {
  guard let tensor else { return }
  if tensor.shape != shape {
    shapeError("\(operation()): \(name) \(tensor.shape), expected \(shape)")
  }
  tensor.requireDType(.float32, "\(operation()): \(name)")
}
