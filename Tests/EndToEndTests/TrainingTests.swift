import Foundation
import Testing

/// An answer that trains a network on a data set, as chapter 3 has them.
@Suite struct TrainingTests {
  static let answer = """
    ## 1 Data

    ```swift
    //| label: data
    //| error: DatasetNotFound
    import DeepLearning
    let mnist = try Dataset.mnist
    ```

    There are `{swift} mnist.training.count` images.

    ```swift
    //| label: train
    print("trained on", mnist.training.count)
    ```

    ## 2 Others

    ```swift
    print("still", 1 + 1)
    ```

    """

  /// No data set is found.
  static func withoutData(_ workspace: Workspace) -> [String: String] {
    ["NOTEBOOK_DATA": "", "HOME": workspace.folder, "XDG_CACHE_HOME": workspace.folder]
  }

  @Test func missingDataIsSaidOnThePage() throws {
    let workspace = try Workspace(["x.md": Self.answer])
    let outcome = try workspace.build("x.md", environment: Self.withoutData(workspace))
    #expect(outcome.status == 0)
    let advice = "'notebook data fetch mnist' downloads it"
    let messages = outcome.standardError.split(separator: "\n").filter { $0.hasPrefix("x.md:") }
    #expect(messages.count == 1)
    #expect(
      messages[0].contains("x.md:7:25: warning: thrown: DatasetNotFound: the data set 'mnist'"))
    #expect(messages[0].hasSuffix(advice))
    for page in [try workspace.read("output/x.html"), try workspace.read("output/x.md")] {
      let page = page.replacing("&#39;", with: "'")
      #expect(page.contains(advice))
      #expect(page.contains("not run: it uses what cell 'data' failed to make"))
      #expect(page.contains("mnist.training.count") && !page.contains("trained on 6"))
      #expect(page.contains("still 2"))
    }
    // A build of another answer leaves that as it is.
    let page = try workspace.read("output/x.md")
    try workspace.build("x.md", "--only", "2", environment: Self.withoutData(workspace))
    #expect(try workspace.read("output/x.md") == page)
  }

  @Test func otherErrorsFailTheBuild() throws {
    let damaged = "mnist/train-images-idx3-ubyte"
    let workspace = try Workspace(["x.md": Self.answer])
    for file in ["train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"] {
      try workspace.write("no IDX file", to: "data/mnist/\(file)-ubyte")
    }
    let outcome = try workspace.build("x.md", environment: ["NOTEBOOK_DATA": "data"])
    #expect(outcome.status == 1)
    #expect(outcome.standardError.contains("x.md:7:25: error: thrown: DataFileError: "))
    #expect(outcome.standardError.contains(damaged))
  }

  static let training = """
    ```swift
    import DeepLearning
    let data = TensorDataset(.randn([64, 4]), .randint([64], in: 0..<3))
    let model = Linear(4, 3)
    let history = try fit(
      model, on: data, validation: data, optimizer: SGD(model.parameters, learningRate: 0.1),
      loss: crossEntropy, epochs: EPOCHS)
    LineChart(history)
    ```

    ```swift
    history
    ```

    """

  @Test func trainingIsReproducible() throws {
    let workspace = try Workspace([
      "x.md": Self.training.replacing("EPOCHS", with: "3")
    ])
    let outcome = try workspace.build("x.md")
    #expect(outcome.status == 0)
    // How far a training is, is no part of the page.
    #expect(outcome.standardError.contains("100 % epoch 3/3, 2/2: loss "))
    let page = try workspace.read("output/x.html")
    #expect(page.contains("<svg ") && page.contains("role=\"img\""))
    #expect(!page.contains("samples/s"))
    try workspace.build("x.md", environment: ["NOTEBOOK_NUM_THREADS": "1"])
    #expect(try workspace.read("output/x.html") == page)
  }

  /// Ctrl-C ends the build, not the training alone, and the last good page stays.
  @Test func interruption() async throws {
    let workspace = try Workspace(["x.md": Self.training.replacing("EPOCHS", with: "1")])
    try workspace.build("x.md")
    let page = try workspace.read("output/x.html")
    try workspace.write(Self.training.replacing("EPOCHS", with: "10_000_000"), to: "x.md")
    let build = try workspace.start(["build", "x.md", "--verbose", "--output", workspace.output])
    #expect(try await eventually { try workspace.read(".stderr").contains("% epoch") })
    kill(build.processIdentifier, SIGINT)
    build.waitUntilExit()
    #expect(build.terminationStatus == 128 + SIGINT)
    #expect(try workspace.read("output/x.html") == page)
  }
}
