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

  /// Receives the variables that a cell has declared, each with its static type and where a copy of
  /// its value lies during the call. A type whose values can't be copied comes without either.
  nonisolated(unsafe) public static var receiveBinding:
    (_ name: String, _ type: Any.Type?, _ copy: UnsafeRawPointer?) -> Void = { _, _, _ in }

  /// Tells the kernel of a stored top-level variable, at the end of the cell that declares it.
  public static func declare<T>(_ name: String, _ value: T) {
    withUnsafePointer(to: value) { receiveBinding(name, T.self, $0) }
  }

  /// A value that can't be copied can't be captured either.
  @_disfavoredOverload
  public static func declare<T: ~Copyable & ~Escapable>(_ name: String, _ value: borrowing T) {
    receiveBinding(name, nil, nil)
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
