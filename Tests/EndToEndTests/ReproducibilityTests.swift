import Foundation
import Testing

/// The same sources give the same bits, whatever the number of threads and the instruction set.
@Suite struct ReproducibilityTests {
  /// Trains a perceptron, a convolutional network with batch normalisation, and an LSTM, and prints
  /// a digest of the bits of their parameters.
  static let chapter = """
    ```swift
    import DeepLearning

    func digest(_ model: some Layer) -> String {
      var hash: UInt64 = 0xcbf2_9ce4_8422_2325
      for parameter in model.parameters {
        for value in parameter.value.scalars {
          hash = (hash ^ UInt64(value.bitPattern)) &* 0x100_0000_01b3
        }
      }
      return String(hash, radix: 16)
    }

    func train(_ model: some Layer, _ shape: Shape, _ optimizer: some Optimizer) -> String {
      for _ in 0..<20 {
        let scores = model(Tensor.randn(shape))
        optimizer.zeroGrad()
        crossEntropy(scores, Tensor.randint([scores.shape[0]], in: 0..<10)).backward()
        optimizer.step()
      }
      return digest(model)
    }
    ```

    ```swift
    let perceptron = Sequential {
      Linear(300, 200)
      ReLU()
      Dropout(0.2)
      Linear(200, 10)
    }
    let perceptronDigest = train(
      perceptron, [64, 300], Adam(perceptron.parameters, learningRate: 1e-3))
    let convolutional = Sequential {
      Conv2d(3, 24, kernelSize: 3, padding: 1)
      BatchNorm2d(24)
      ReLU()
      MaxPool2d(kernelSize: 2)
      Conv2d(24, 40, kernelSize: 3, stride: 2, padding: 1)
      GELU()
      AdaptiveAvgPool2d(1)
      Flatten()
      Linear(40, 10)
    }
    let convolutionalDigest = train(
      convolutional, [32, 3, 20, 20],
      SGD(convolutional.parameters, learningRate: 0.05, momentum: 0.9))
    final class Recurrent: Module {
      let lstm = LSTM(24, 48)
      let output = Linear(48, 10)
      func forward(_ x: Tensor) -> Tensor { output(lstm(x).output[-1]) }
    }
    let recurrent = Recurrent()
    let recurrentDigest = train(
      recurrent, [12, 20, 24], Adam(recurrent.parameters, learningRate: 1e-3))
    let normals = Tensor.randn([1000])
    print(perceptronDigest, convolutionalDigest, recurrentDigest)
    print(tanh(exp(normals) * 0.3).sum().scalar.bitPattern)
    ```
    """

  /// AVX-512 hidden from glibc, and so from whatever of its functions choose by CPU.
  private static let hidden = "glibc.cpu.hwcaps=-AVX512F,-AVX512VL,-AVX512DQ,-AVX512BW"

  @Test func bitsDoNotDependOnThreadsOrInstructionSet() throws {
    let workspace = try Workspace(["chapter.md": Self.chapter])
    func output(_ environment: [String: String]) throws -> String {
      let outcome = try workspace.build("chapter.md", environment: environment)
      #expect(outcome.status == 0, "\(outcome.standardError)")
      return try workspace.read("output/chapter.md")
    }
    let expected = try output([:])
    let environments = [
      [:], ["NOTEBOOK_NUM_THREADS": "1"], ["NOTEBOOK_NUM_THREADS": "3"],
      ["NOTEBOOK_CPU_CAPABILITY": "avx2"], ["GLIBC_TUNABLES": Self.hidden],
      [
        "NOTEBOOK_NUM_THREADS": "1", "NOTEBOOK_CPU_CAPABILITY": "avx2",
        "GLIBC_TUNABLES": Self.hidden,
      ],
    ]
    for environment in environments {
      #expect(try output(environment) == expected, "\(environment)")
    }
  }
}
