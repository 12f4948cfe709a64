import Foundation
import Testing

@testable import Notebook

@Suite struct OutputFolderTests {
  @Test func servesFilesInTheFolderAndNoOthers() throws {
    let manager = FileManager.default
    let root = manager.temporaryDirectory.path + "/output-\(UUID().uuidString)"
    defer { try? manager.removeItem(atPath: root) }
    try manager.createDirectory(atPath: root + "/output/a", withIntermediateDirectories: true)
    for file in ["secret.txt", "output/x.html", "output/a/y.svg", "output2.txt"] {
      try Data(file.utf8).write(to: URL(filePath: "\(root)/\(file)"))
    }
    let links = ["out": "../secret.txt", "up": "..", "in": "a/y.svg", "beside": "../output2.txt"]
    for (link, target) in links {
      try manager.createSymbolicLink(
        atPath: "\(root)/output/\(link)", withDestinationPath: target)
    }
    #expect(mkfifo("\(root)/output/pipe", 0o600) == 0)
    let folder = OutputFolder(path: root + "/output")
    #expect(folder.file(at: ["x.html"])?.type == "text/html; charset=utf-8")
    #expect(folder.file(at: ["a", "y.svg"])?.type == "image/svg+xml")
    #expect(folder.file(at: ["in"])?.bytes == Array("output/a/y.svg".utf8))
    let others = [
      [], ["a"], ["none"], ["out"], ["beside"], ["up", "secret.txt"], ["..", "secret.txt"],
      ["pipe"],
    ]
    for path in others { #expect(folder.file(at: path) == nil, "\(path)") }
  }
}
