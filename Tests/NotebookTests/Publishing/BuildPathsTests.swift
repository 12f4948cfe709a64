import Foundation
import Testing

@testable import Notebook

@Suite struct BuildPathsTests {
  @Test func chaptersOfTheSameNameHaveRecordsOfTheirOwn() throws {
    let project = FileManager.default.temporaryDirectory.path + "/paths-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: project) }
    try FileManager.default.createDirectory(
      atPath: project, withIntermediateDirectories: true)
    try Data().write(to: URL(filePath: project + "/notebook.yml"))
    let records = ["x.md", "a/x.md", "b/x.md", "a/y.md"].map {
      BuildPaths(chapter: "\(project)/\($0)", output: nil).results
    }
    #expect(Set(records.map { URL(filePath: $0).standardizedFileURL.path }).count == 4)
    #expect(records.allSatisfy { $0.hasPrefix(project + "/.notebook/results/") })
  }
}
