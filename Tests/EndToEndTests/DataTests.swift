import Foundation
import Testing

/// Data sets as the command shows them and as cells find them.
@Suite struct DataTests {
  @Test func listShowsWhatIsThereAndHowToGetTheRest() throws {
    let workspace = try Workspace(["data/mine/x.txt": "12345", "data/loose.txt": ""])
    let outcome = try workspace.run(
      ["data", "list"],
      environment: ["NOTEBOOK_DATA": "data", "XDG_CACHE_HOME": workspace.folder])
    #expect(outcome.status == 0)
    let lines = outcome.standardOutput.split(separator: "\n").map { $0.split(separator: " ") }
    #expect(lines.contains(["mine", "5", "B", "data/mine"]))
    #expect(lines.contains(["mnist", "not", "there"]))
    #expect(outcome.standardOutput.contains("'notebook data fetch mnist' downloads it"))
    #expect(!outcome.standardOutput.contains("loose"))
  }

  @Test func cellsFindDataOfTheCallersFolder() throws {
    let chapter = """
      ```swift
      import DeepLearning
      try TextFile.read(Dataset.path("text/a.txt"))
      ```
      """
    let workspace = try Workspace(["data/text/a.txt": "found it", "chapters/x.md": chapter])
    let outcome = try workspace.build("chapters/x.md", environment: ["NOTEBOOK_DATA": "data"])
    #expect(outcome.standardError == "")
    #expect(try workspace.read("output/x.md").contains("found it"))
  }

  @Test func cellsFindADataSetByItsName() throws {
    let chapter = """
      ```swift
      import DeepLearning
      let cifar = try Dataset.cifar10
      print(cifar.training.count, cifar.test.count, cifar.training.imageShape)
      cifar.classNames[cifar.training[1].label]
      ```
      """
    let workspace = try Workspace(["x.md": chapter])
    let pixels = String(repeating: "A", count: 3072)
    for batch in 1...5 {
      try workspace.write("\u{3}\(pixels)\u{8}\(pixels)", to: "cifar-10/data_batch_\(batch).bin")
    }
    try workspace.write("\u{0}\(pixels)", to: "cifar-10/test_batch.bin")
    let outcome = try workspace.build("x.md", environment: ["NOTEBOOK_DATA": "."])
    #expect(outcome.standardError == "")
    let page = try workspace.read("output/x.md")
    #expect(page.contains("10 1 [3, 32, 32]"))
    #expect(page.contains("ship"))
  }

  @Test func aMissingDataSetSaysHowToGetIt() throws {
    let chapter = "```swift\nimport DeepLearning\nlet cifar = try Dataset.cifar10\n```\n"
    let workspace = try Workspace(["x.md": chapter])
    let outcome = try workspace.build(
      "x.md", environment: ["NOTEBOOK_DATA": "", "XDG_CACHE_HOME": workspace.folder])
    #expect(outcome.status == 1)
    #expect(outcome.standardError.contains("'notebook data fetch cifar-10' downloads it"))
    #expect(outcome.standardError.contains("\(workspace.folder)/notebook"))
  }
}
