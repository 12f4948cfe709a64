import Datasets
import Foundation
import Networks
import Tensors
import Testing

struct StateFileTests {
  private struct NetworkFixture: Decodable {
    let input, output: TensorFixture
  }

  @Test func filesThatPyTorchWroteLoad() throws {
    let fixture = try fixture("network.json", as: NetworkFixture.self)
    let network = Reader()
    try network.load(
      from: URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Fixtures/network.safetensors").path)
    network.eval()
    expectClose(network(fixture.input.tensor), fixture.output)
  }

  @Test func trainingGoesOnFromFiles() throws {
    try inTemporaryFolder { folder in
      let (network, resumed) = (Reader(), Reader())
      let optimizer = Adam(network.parameters)
      for _ in 0..<2 { step(network, optimizer) }
      try network.save(to: "\(folder)/network.safetensors")
      try optimizer.save(to: "\(folder)/optimizer.safetensors")
      try resumed.load(from: "\(folder)/network.safetensors")
      let resumedOptimizer = Adam(resumed.parameters)
      try resumedOptimizer.load(from: "\(folder)/optimizer.safetensors")
      step(network, optimizer)
      step(resumed, resumedOptimizer)
      for (theirs, ours) in zip(network.stateDictionary, resumed.stateDictionary) {
        #expect((theirs.tensor == ours.tensor) as Bool, "\(theirs.name)")
      }
    }
  }

  @Test func filesOfOtherNetworksAreRefused() throws {
    try inTemporaryFolder { folder in
      let path = "\(folder)/network.safetensors"
      try Linear(2, 3).save(to: path)
      #expect(throws: StateError.self) { try Linear(3, 2).load(from: path) }
      #expect(throws: DataFileError.self) { try Linear(2, 3).load(from: "\(folder)/none") }
    }
  }

  private func step(_ network: Reader, _ optimizer: Adam) {
    optimizer.zeroGrad()
    let x = withSeed(1) { Tensor.randn([2, 1, 5, 7]) }
    crossEntropy(network(x), Tensor([0, 1] as [Int32])).backward()
    optimizer.step()
  }
}

private func inTemporaryFolder(_ body: (_ path: String) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.appending(path: "\(UUID())")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try body(folder.path)
}

/// The network of `scripts/fixtures/network-state`.
private final class Reader: Module {
  let features = Sequential {
    Conv2d(1, 4, kernelSize: 3)
    BatchNorm2d(4)
    ReLU()
  }
  let recurrentLayers = LSTM(12, 3, layers: 2, bidirectional: true)
  let selfAttention = MultiheadAttention(6, heads: 2)
  let layerNorm = LayerNorm(6)
  let output = Linear(6, 2)

  func forward(_ x: Tensor) -> Tensor {
    let sequence = features(x).permuted(3, 0, 1, 2).flattened(from: 2)
    let (read, _) = recurrentLayers(sequence)
    let attended = read + selfAttention(read, read, read).output
    return output(layerNorm(attended[-1]))
  }
}
