import Tensors

/// The parameters of an optimiser, and what it remembers of each from step to step.
final class OptimizerState {
  let parameters: [Parameter]
  private var names: [String]
  private let initialValue: Float
  /// In the order of `parameters`.
  private var memories: [Memory]

  private struct Memory {
    var steps = 0
    /// Those of the first names, made in the first step that needs them.
    var tensors: [Tensor] = []
  }

  /// - Parameters:
  ///   - names: What PyTorch calls the tensors that are kept for each parameter, of its shape.
  ///   - initialValue: What they begin with.
  init(_ parameters: [Parameter], _ names: [String] = [], initialValue: Float = 0) {
    var seen: Set<ObjectIdentifier> = []
    self.parameters = parameters.filter { seen.insert(ObjectIdentifier($0)).inserted }
    self.names = names
    self.initialValue = initialValue
    memories = Array(repeating: Memory(), count: self.parameters.count)
  }

  /// Keeps one more tensor for each parameter from now on, as the last one.
  func keep(_ name: String) {
    if !names.contains(name) { names.append(name) }
  }

  /// A step of one parameter as a kernel takes it: elements to be changed in place.
  struct Update {
    /// The number of the step, from 1.
    let step: Int
    /// Whether something of what is kept begins with this step.
    let isFirst: Bool
    let count: Int
    let parameter: UnsafeMutablePointer<Float>
    let gradient: UnsafePointer<Float>
    /// What is kept of the parameter, in the order of the names.
    let kept: [UnsafeMutablePointer<Float>]
  }

  /// Calls `body` for each parameter that has a gradient and is not frozen.
  func update(_ body: (Update) -> Void) {
    for index in parameters.indices {
      let parameter = parameters[index]
      guard parameter.isTrainable, let gradient = parameter.grad else { continue }
      let isFirst = memories[index].tensors.count < names.count
      let kept = pointers(at: index)
      memories[index].steps += 1
      gradient.withUnsafeScalars { gradient in
        parameter.update { elements in
          body(
            Update(
              step: memories[index].steps, isFirst: isFirst, count: gradient.count,
              parameter: elements, gradient: gradient.baseAddress!, kept: kept))
        }
      }
    }
  }

  private func pointers(at index: Int) -> [UnsafeMutablePointer<Float>] {
    while memories[index].tensors.count < names.count {
      memories[index].tensors.append(.full(parameters[index].shape, initialValue))
    }
    return names.indices.map { memories[index].tensors[$0].uniqueFloats() }
  }
}

// MARK: - Checkpoints

extension OptimizerState {
  /// For each parameter that has taken a step, the number of steps and what is kept of it.
  var dictionary: [NamedTensor] {
    memories.enumerated().filter { $1.steps > 0 }.flatMap { index, memory in
      [("\(index).step", Tensor(Float(memory.steps)))]
        + zip(names, memory.tensors).map { ("\(index).\($0)", $1) }
    }
  }

  /// - Throws: ``StateError`` if names or shapes don't fit; nothing is changed then.
  func load(_ state: [String: Tensor]) throws {
    let stepped = parameters.indices.filter { state["\($0).step"] != nil }
    let expected: [NamedShape] = stepped.flatMap { index -> [NamedShape] in
      [("\(index).step", [])] + names.map { ("\(index).\($0)", parameters[index].shape) }
    }
    try StateError.check(state.mapValues(\.shape), against: expected)
    memories = Array(repeating: Memory(), count: parameters.count)
    for index in stepped {
      memories[index].steps = Int(state["\(index).step"]!.scalar)
      memories[index].tensors = names.map {
        state["\(index).\($0)"]!.detached().asType(.float32)
      }
    }
  }
}
