import Foundation
import KernelProtocol
import Testing

@testable import Notebook

/// What the engine does for cells is seen like what they do themselves.
@Suite struct EngineObservationTests {
  /// Progress is measured, and is no result; the times that a history has are.
  @Test func training() async throws {
    let chapter = try await ObservedChapter([
      "train": """
      import DeepLearning
      let data = TensorDataset(.randn([64, 4]), .randint([64], in: 0..<3))
      let model = Linear(4, 3)
      let history = try fit(
        model, on: data, validation: data, optimizer: SGD(model.parameters, learningRate: 0.1),
        loss: crossEntropy, epochs: 2)
      """,
      "show": "print(history)",
      "times": "print(history.measuredSeconds.count)",
    ])
    #expect(try chapter["train"].unrepeatable == [])
    #expect(try chapter["train"].inputs == [])
    #expect(try chapter["show"].unrepeatable == [])
    #expect(try chapter["times"].unrepeatable == ["reads the clock"])
  }

  @Test func filesOfAllFormats() async throws {
    let chapter = try await ObservedChapter(
      [
        "jpeg": #"import DeepLearning; let a = try Image("picture.jpg")"#,
        "png": #"let b = try Image("picture.png")"#,
        "gzip": #"let c = try? IDXFile("digits.gz", rank: 3)"#,
        "safetensors": #"let d = try SafetensorsFile("numbers.safetensors")"#,
        "text": #"let e = try TextFile.read("text")"#,
        "folder": #"let f = try ImageFolder("classes")"#,
        "sample": "let g = f[0]",
      ], files: ["text": "abc", "classes/a/note": ""],
      links: [
        "picture.jpg": "\(Self.fixtures)/pictures/gray.jpg",
        "picture.png": "\(Self.fixtures)/pictures/type0-16bit.png",
        "digits.gz": "\(Self.fixtures)/digits.idx.gz",
        "numbers.safetensors": "\(Self.fixtures)/numbers.safetensors",
        "classes/a/x.jpg": "\(Self.fixtures)/pictures/gray.jpg",
      ])
    #expect(try chapter.inputs("jpeg").contains("content picture.jpg"))
    #expect(try chapter.inputs("png").contains("content picture.png"))
    #expect(try chapter.inputs("gzip").contains("content digits.gz"))
    #expect(try chapter.inputs("safetensors").contains("content numbers.safetensors"))
    #expect(try chapter.inputs("text").contains("content text"))
    let folder = try chapter.inputs("folder")
    #expect(folder.contains("listing classes") && folder.contains("listing classes/a"))
    #expect(try chapter.inputs("sample") == ["content classes/a/x.jpg"])
    for (label, observations) in chapter.observations {
      #expect(observations.unrepeatable == [], "\(label)")
    }
  }

  @Test func whereDataSetsWereLookedFor() async throws {
    let chapter = try await ObservedChapter(
      ["missing": "import DeepLearning; let a = try? Dataset.mnist"],
      environment: ["NOTEBOOK_DATA": "/nowhere:/no"])
    let inputs = try chapter["missing"].inputs
    #expect(inputs.contains(.environment(name: "NOTEBOOK_DATA", value: "/nowhere:/no")))
    #expect(inputs.contains(.absent(path: "/nowhere/mnist")))
    #expect(inputs.contains(.absent(path: "/no/mnist")))
    #expect(try chapter["missing"].unrepeatable == [])
  }

  private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "DatasetsTests/Fixtures").path
}
