import Synchronization
import Tensors

/// Records every call of a module while it is `current`: forward hooks, as PyTorch calls them, on
/// all modules at once.
final class CallRecorder: Sendable {
  @TaskLocal static var current: CallRecorder?

  private struct State {
    var calls: [ModuleCall] = []
    var depth = 0
  }

  private let state = Mutex(State())

  /// The calls so far, in the order in which they began.
  var calls: [ModuleCall] { state.withLock { $0.calls } }

  /// Runs `module` on `x` and records the call.
  func record(_ module: some Module, on x: Tensor) -> Tensor {
    let call = ModuleCall(of: module, on: x.shape)
    let index = state.withLock { state in
      state.calls.append(call)
      state.calls[state.calls.count - 1].depth = state.depth
      state.depth += 1
      return state.calls.count - 1
    }
    let counter = OperationCounter()
    let output = OperationCounter.$current.withValue(counter) { module.forward(x) }
    state.withLock { state in
      state.depth -= 1
      state.calls[index].outputShape = output.shape
      state.calls[index].operations = counter.count
    }
    return output
  }
}
