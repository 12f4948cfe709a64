import Foundation

/// Lets so many tasks work at a time as there are processors, and one more for when another one waits.
actor Turns {
  private var free = ProcessInfo.processInfo.activeProcessorCount + 1
  private var waiting: [CheckedContinuation<Void, Never>] = []

  /// Waits for a turn: whoever waits for the longest time has the next one.
  func take() async {
    guard free == 0 else {
      free -= 1
      return
    }
    await withCheckedContinuation { waiting.append($0) }
  }

  func giveBack() {
    if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
  }
}

/// What the work gives for each element, in their order.
///
/// - Parameter turns: What tasks wait for that give theirs away meanwhile.
func sideBySide<Element: Sendable, Output: Sendable>(
  _ elements: [Element], turns: Turns = Turns(),
  _ work: @escaping @Sendable (Element) async -> Output
) async -> [Output] {
  await withTaskGroup(of: (Int, Output).self) { group in
    for (index, element) in elements.enumerated() {
      await turns.take()
      group.addTask {
        let output = await work(element)
        await turns.giveBack()
        return (index, output)
      }
    }
    var outputs: [Int: Output] = [:]
    for await (index, output) in group { outputs[index] = output }
    return elements.indices.compactMap { outputs[$0] }
  }
}
