/// What a rewritten cell calls. Authors don't.
///
/// The kernel installs the closures before the first cell runs, and never changes them after.
public enum CellRuntime {
  /// Carries out the work in a task and waits for it, serving other tasks meanwhile.
  nonisolated(unsafe) public static var runTask: (_ work: @escaping () async -> Void) -> Void = {
    _ in preconditionFailure("a cell awaits outside of a kernel")
  }

  /// Receives the values of inline expressions, as Markdown.
  nonisolated(unsafe) public static var receiveInlineValue:
    (_ index: Int, _ markdown: String) -> Void = { _, markdown in print(markdown) }

  /// A stored top-level variable of a cell.
  public struct Binding {
    public let name: String
    /// The static type; `nil` if its values can't be copied.
    public let type: Any.Type?
    /// Whether it never gets another value.
    public let isConstant: Bool
    /// Where a copy of the value lies, as long as the binding is being received.
    public let copy: UnsafeRawPointer?
  }

  /// Receives the variables that a cell has declared.
  nonisolated(unsafe) public static var receiveBinding: (Binding) -> Void = { _ in }

  /// Tells the kernel of a variable, at the end of the cell that declares it.
  public static func declare<T>(_ name: String, _ value: T, isConstant: Bool = false) {
    withUnsafePointer(to: value) {
      receiveBinding(
        Binding(name: name, type: T.self, isConstant: isConstant, copy: UnsafeRawPointer($0)))
    }
  }

  /// A value that can't be copied can't be captured either.
  @_disfavoredOverload
  public static func declare<T: ~Copyable & ~Escapable>(
    _ name: String, _ value: borrowing T, isConstant: Bool = false
  ) {
    receiveBinding(Binding(name: name, type: nil, isConstant: isConstant, copy: nil))
  }

  /// Shows the value of a cell's last expression.
  public static func show<T>(_ value: T) {
    display(value)
  }

  /// A last expression without a value, such as a call of `print`, shows nothing.
  public static func show(_ value: Void) {}

  /// A task that a cell leaves running is no result to show.
  public static func show<Success, Failure>(_ task: Task<Success, Failure>) {}

  /// An inline expression's value takes the expression's place in the prose.
  public static func inline<T>(_ index: Int, _ value: T) {
    receiveInlineValue(index, inlineMarkdown(for: value))
  }

  /// Carries out `body` in a task and waits for it: how `await` works at a cell's top level, where
  /// Swift would otherwise end the process with the script's last line.
  public static func wait<T, Failure: Error>(
    _ body: () async throws(Failure) -> T
  ) throws(Failure) -> T {
    let result = withoutActuallyEscaping(body) { body in
      var result: Result<T, Failure>?
      runTask {
        do throws(Failure) {
          result = .success(try await body())
        } catch {
          result = .failure(error)
        }
      }
      return result!
    }
    return try result.get()
  }
}
