import Tensors

/// A tensor of a module's or an optimiser's state and its name there.
public typealias NamedTensor = (name: String, tensor: Tensor)

/// A buffer and its name, like ``NamedParameter``.
public typealias NamedBuffer = (name: String, buffer: Buffer)

extension Module {
  /// The values of all parameters and buffers of the network that this module is the root of, by the
  /// names that PyTorch's state dictionaries have for the same network.
  ///
  /// A name is the path to the value, where words that a Swift name joins by capitals are joined by
  /// underscores: `runningMean` of `conv1.norm` is `conv1.norm.running_mean`. So PyTorch's file of a
  /// network fits ours if the properties are named alike. PyTorch's count of batches,
  /// `num_batches_tracked`, has no counterpart and is ignored.
  public var stateDictionary: [NamedTensor] {
    stateSlots.map { ($0.name, $0.value) }
  }

  /// Replaces the values of parameters and buffers by those of a state dictionary.
  ///
  /// - Parameters:
  ///   - tensors: Values by the names of ``stateDictionary``.
  ///   - strict: Whether there must be a value for each name and no other; otherwise those that are
  ///     there are taken.
  /// - Throws: ``StateError``, which lists what is missing, unexpected or of another shape; nothing
  ///   is changed then.
  public func load(_ tensors: [String: Tensor], strict: Bool = true) throws {
    let slots = stateSlots
    try StateError.check(
      tensors.filter { !$0.key.hasSuffix("num_batches_tracked") }.mapValues(\.shape),
      against: slots.map { ($0.name, $0.value.shape) }, strict: strict)
    for slot in slots {
      if let tensor = tensors[slot.name] { slot.write(tensor.asType(.float32)) }
    }
  }

  private var stateSlots: [StateSlot] {
    var seen: Set<ObjectIdentifier> = []
    return namedModules.flatMap { path, module in
      module.ownStateSlots.filter { seen.insert($0.identity).inserted }.map { slot in
        slot.renamed(snakeCased(path.isEmpty ? slot.name : "\(path).\(slot.name)"))
      }
    }
  }

  private var ownStateSlots: [StateSlot] {
    ownParameters.map { StateSlot($0.name, $0.parameter) }
      + ownBuffers.map { StateSlot($0.name, $0.buffer) }
  }
}

/// A parameter or a buffer.
private struct StateSlot {
  let name: String
  let identity: ObjectIdentifier
  private let read: () -> Tensor
  let write: (Tensor) -> Void

  init(_ name: String, _ parameter: Parameter) {
    self.name = name
    identity = ObjectIdentifier(parameter)
    read = { parameter.value.detached() }
    write = { parameter.value = $0 }
  }

  init(_ name: String, _ buffer: Buffer) {
    self.name = name
    identity = ObjectIdentifier(buffer)
    read = { buffer.value }
    write = { buffer.value = $0 }
  }

  private init(_ name: String, _ slot: StateSlot) {
    self.name = name
    identity = slot.identity
    read = slot.read
    write = slot.write
  }

  func renamed(_ name: String) -> StateSlot { StateSlot(name, self) }

  var value: Tensor { read() }
}

/// `runningMean` as `running_mean`.
private func snakeCased(_ name: String) -> String {
  var result = ""
  for character in name {
    if character.isUppercase, let last = result.last, last.isLowercase || last.isNumber {
      result.append("_")
    }
    result.append(character.lowercased())
  }
  return result
}
