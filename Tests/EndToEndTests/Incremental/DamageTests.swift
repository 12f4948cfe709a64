import Foundation
import Glibc
import Testing

/// Whatever happens to a build, and to what it keeps: the next one gives the right bytes.
@Suite struct DamageTests {
  /// One of several states of a chapter, so that there is always something to do.
  private static func input(_ variant: Int) -> BuildInput {
    BuildInput(files: [
      "x.md": """
      ```swift
      var a = \(variant)
      final class Node { var n = 1 }
      let first = Node()
      ```

      It is `{swift} a`.

      ```swift
      a += 1
      first.n += a
      print(first.n)
      ```

      ```swift
      import Glibc
      let file = fopen("made.txt", "w")!
      fputs("\\(a)", file)
      fclose(file)
      display(SVG("<svg xmlns='http://www.w3.org/2000/svg' width='\\(a)' height='1'/>"))
      ```

      """
    ])
  }

  private static let variants = 0..<4

  /// What each state has to give.
  private static let expected: [BuildResult] = {
    var project = try! IncrementalProject()
    defer { project.release() }
    return variants.map { try! project.buildFromNothing(input($0)) }
  }()

  /// Seeds, each for a quarter of the hundred.
  @Test(arguments: [1, 2, 3, 4] as [UInt64]) func killedBuilds(_ seed: UInt64) async throws {
    var random = SplitMix64(seed: seed)
    var project = try IncrementalProject()
    defer { project.release() }
    for kill in 1...25 {
      let variant = random.number(0...3)
      try project.change(to: Self.input(variant))
      let build = try project.workspace.start(IncrementalProject.command)
      try await Task.sleep(for: .milliseconds(random.number(0...800)))
      Glibc.kill(build.processIdentifier, SIGKILL)
      build.waitUntilExit()
      #expect(try project.build() == Self.expected[variant], "kill \(kill)")
    }
  }

  @Test func flippedBits() throws {
    var random = SplitMix64(seed: 5)
    var project = try IncrementalProject()
    defer { project.release() }
    try project.change(to: Self.input(1))
    _ = try project.build()
    let kept = try Self.keptFiles(of: project)
    #expect(!kept.isEmpty)
    for file in kept {
      // The build before may have replaced it.
      guard var bytes = try? Data(contentsOf: file), !bytes.isEmpty else { continue }
      bytes[random.number(0...bytes.count - 1)] ^= 1 << UInt8(random.number(0...7))
      try bytes.write(to: file)
      let result = try project.build()
      // It may say that something was damaged.
      #expect(result.succeeded)
      #expect(result.files == Self.expected[1].files, "\(file.lastPathComponent)")
    }
  }

  /// What builds keep for later ones, but for the compiler's own cache.
  private static func keptFiles(of project: IncrementalProject) throws -> [URL] {
    let folder = URL(filePath: project.workspace.folder + "/.notebook")
    return try FileManager.default.subpathsOfDirectory(atPath: folder.path)
      .filter { !$0.hasPrefix("module-cache") && !$0.hasPrefix("builds") && $0 != ".gitignore" }
      .sorted().map { folder.appending(path: $0) }
      .filter { (try? $0.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true }
  }

  /// A place where nobody, not even root, can write.
  @Test func cacheThatCannotBeWritten() throws {
    var project = try IncrementalProject()
    defer { project.release() }
    let folder = project.workspace.folder + "/.notebook"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: folder + "/cache", withDestinationPath: "/proc/self")
    try expectRightResults(&project)
  }

  @Test(.enabled(if: SmallDisk.isPossible, "mounting a small file system takes more rights"))
  func fullDisk() throws {
    var project = try IncrementalProject()
    defer { project.release() }
    let disk = try #require(SmallDisk(at: project.workspace.folder + "/.notebook/cache"))
    defer { disk.unmount() }
    try expectRightResults(&project)
  }

  private func expectRightResults(_ project: inout IncrementalProject) throws {
    for variant in Self.variants {
      try project.change(to: Self.input(variant))
      for _ in 0..<2 {
        let result = try project.build()
        #expect(result.succeeded)
        #expect(result.files == Self.expected[variant].files)
      }
    }
  }
}

/// A file system that holds a few kilobytes.
private struct SmallDisk {
  private let path: String

  static let isPossible: Bool = {
    let path = FileManager.default.temporaryDirectory.path + "/small-disk-\(getpid())"
    defer { rmdir(path) }
    guard let disk = SmallDisk(at: path) else { return false }
    disk.unmount()
    return true
  }()

  init?(at path: String) {
    self.path = path
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    guard mount("tmpfs", path, "tmpfs", 0, "size=16k") == 0 else {
      return nil
    }
  }

  func unmount() { umount2(path, Int32(MNT_DETACH)) }
}
