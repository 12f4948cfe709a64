import Synchronization
import Tensors

/// Records every call of a module while it is `current`: forward hooks, as PyTorch calls them, on
/// all modules at once.
final class CallRecorder: Sendable {
  @TaskLocal private static var recorder: CallRecorder?

  /// How many recorders are in use anywhere: as long as it is 0, a call needs not look for one.
  private static let inUse = Atomic<Int>(0)

  /// The recorder of the calls that happen now, if there is one.
  @inline(__always)
  static var current: CallRecorder? {
    inUse.load(ordering: .relaxed) > 0 ? recorder : nil
  }

  /// Records the calls in `body`.
  func recording(_ body: () -> Void) {
    Self.inUse.add(1, ordering: .relaxed)
    defer { Self.inUse.subtract(1, ordering: .relaxed) }
    Self.$recorder.withValue(self, operation: body)
  }

  private struct State {
    var calls: [ModuleCall] = []
    var depth = 0
  }

  private let state = Mutex(State())

  /// The calls so far, in the order in which they began.
  var calls: [ModuleCall] { state.withLock { $0.calls } }

  /// Runs `module` on `x` and records the call.
  func record<M: Module>(_ module: M, on x: M.Input) -> M.Output {
    let call = ModuleCall(of: module, on: shape(of: x))
    let index = state.withLock { state in
      state.calls.append(call)
      state.calls[state.calls.count - 1].depth = state.depth
      state.depth += 1
      return state.calls.count - 1
    }
    let counter = OperationCounter()
    let output = counter.counting { module.forward(x) }
    state.withLock { state in
      state.depth -= 1
      state.calls[index].outputShape = shape(of: output)
      state.calls[index].operations = counter.count
    }
    return output
  }
}

/// The shape of a module's input or output; of several tensors, that of the first.
private func shape(of value: Any) -> Shape {
  if let tensor = value as? Tensor { return tensor.shape }
  let parts = Mirror(reflecting: value).children.lazy.compactMap { $0.value as? Tensor }
  return parts.first?.shape ?? []
}
