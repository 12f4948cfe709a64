import Foundation
import KernelProtocol
import Testing

@testable import Notebook

/// What the kernel says of the files that cells read and write, in whatever way they do it.
@Suite struct FileObservationTests {
  @Test func everyWayOfReading() async throws {
    let chapter = try await ObservedChapter(
      [
        "string":
          #"import Foundation; let a = try String(contentsOfFile: "a.txt", encoding: .utf8)"#,
        "data":
          #"let b = try Data(contentsOf: URL(fileURLWithPath: "a.txt"), options: .mappedIfSafe)"#,
        "handle": #"try FileHandle(forReadingAtPath: "./sub/../a.txt")!.close()"#,
        "fopen": #"fclose(fopen("a.txt", "r"))"#,
        "openat": #"let s = open("sub", O_RDONLY); close(openat(s, "x", O_RDONLY)); close(s)"#,
        "link": #"let g = try String(contentsOfFile: "link", encoding: .utf8)"#,
        "missing": #"let m = FileManager.default.contents(atPath: "b.txt")"#,
        "exists": #"let x = FileManager.default.fileExists(atPath: "a.txt")"#,
        "attributes": #"let i = try FileManager.default.attributesOfItem(atPath: "a.txt")"#,
        "status": #"var v = stat(); stat("a.txt", &v)"#,
        "readable": #"let r = FileManager.default.isReadableFile(atPath: "a.txt")"#,
        "list": #"let l = try FileManager.default.contentsOfDirectory(atPath: "sub")"#,
        "walk": #"let w = FileManager.default.subpaths(atPath: "sub")"#,
        "target": #"let t = try FileManager.default.destinationOfSymbolicLink(atPath: "link")"#,
      ], files: ["a.txt": "abc", "sub/x": "x", "sub/deep/y": "y"], links: ["link": "a.txt"])
    #expect(try chapter.inputs("string") == ["content a.txt"])
    #expect(try chapter.inputs("data") == ["file a.txt", "content a.txt"])
    #expect(try chapter.inputs("handle") == ["content a.txt"])
    #expect(try chapter.inputs("fopen") == ["content a.txt"])
    #expect(try chapter.inputs("openat") == ["folder sub", "content sub/x"])
    #expect(try chapter.inputs("link") == ["content link"])
    #expect(try chapter.inputs("missing") == ["absent b.txt"])
    #expect(try chapter.inputs("exists") == ["file a.txt"])
    #expect(try chapter.inputs("attributes") == ["file a.txt", "details a.txt"])
    #expect(try chapter.inputs("status") == ["details a.txt"])
    #expect(try chapter.inputs("readable") == ["access 4 true a.txt"])
    #expect(try chapter.inputs("list") == ["listing sub"])
    #expect(try chapter.inputs("walk") == ["folder sub", "listing sub", "listing sub/deep"])
    #expect(try chapter.inputs("target") == ["link to a.txt link"])
    // All of it holds, as the build sees it.
    let check = ObservationCheck(environment: chapter.environment, folder: chapter.folder)
    let overlay = FileOverlay { FileAccess.digest(of: $0)?.digest.hex }
    for (label, observations) in chapter.observations {
      #expect(check.difference(from: observations, with: overlay) == nil, "\(label)")
      #expect(observations.unrepeatable == [], "\(label)")
      #expect(observations.writes.isEmpty, "\(label)")
    }
  }

  @Test func everyWayOfWriting() async throws {
    let chapter = try await ObservedChapter(
      [
        "atomic":
          #"import Foundation; try "1".write(toFile: "a", atomically: true, encoding: .utf8)"#,
        "again": #"try Data("1".utf8).write(to: URL(fileURLWithPath: "a"))"#,
        "append": #"let f = fopen("a", "a")!; fputs("2", f); fclose(f)"#,
        "readsOwn":
          #"try "3".write(toFile: "b", atomically: false, encoding: .utf8); let b = try String(contentsOfFile: "b", encoding: .utf8)"#,
        "temporary":
          #"try "3".write(toFile: "c", atomically: false, encoding: .utf8); unlink("c")"#,
        "folders":
          #"try FileManager.default.createDirectory(atPath: "d/e", withIntermediateDirectories: true)"#,
        "inFolder":
          #"try "4".write(toFile: "d/f", atomically: false, encoding: .utf8); let l = try FileManager.default.contentsOfDirectory(atPath: "d")"#,
        "move": #"try FileManager.default.moveItem(atPath: "d", toPath: "g")"#,
        "link": #"symlink("old", "h"); let o = try String(contentsOfFile: "h", encoding: .utf8)"#,
        "remove": #"try FileManager.default.removeItem(atPath: "g")"#,
        "noFolder":
          #"let x = try? "5".write(toFile: "no/where/x", atomically: false, encoding: .utf8)"#,
      ], files: ["old": "0"])
    #expect(try chapter.writes("atomic") == ["a: absent -> file 6b86"])
    #expect(try chapter.inputs("atomic") == [])
    #expect(try chapter.writes("again") == ["a: file 6b86 -> file 6b86"])
    #expect(try chapter.writes("append") == ["a: file 6b86 -> file 6b51"])
    #expect(try chapter.inputs("append") == ["content a"])
    #expect(try chapter.writes("readsOwn") == ["b: absent -> file 4e07"])
    #expect(try chapter.inputs("readsOwn") == [])
    #expect(try chapter.writes("temporary") == [])
    #expect(try chapter.writes("folders") == ["d: absent -> folder", "d/e: absent -> folder"])
    #expect(try chapter.writes("inFolder") == ["d/f: absent -> file 4b22"])
    // The folder's names are those from before.
    let names = Observation.listing(path: chapter.folder + "/d", digest: Digest(of: "e/").hex)
    #expect(try chapter["inFolder"].inputs.contains(names))
    #expect(
      try chapter.writes("move") == [
        "d: folder -> absent", "d/e: folder -> absent", "d/f: file 4b22 -> absent",
        "g: absent -> folder", "g/e: absent -> folder", "g/f: absent -> file 4b22",
      ])
    #expect(try chapter.writes("link") == ["h: absent -> link to old"])
    // What the cell's own link leads to is an input.
    #expect(try chapter.inputs("link") == ["absent h", "content old"])
    #expect(
      try chapter.writes("remove") == [
        "g: folder -> absent", "g/e: folder -> absent", "g/f: file 4b22 -> absent",
      ])
    #expect(try chapter.inputs("noFolder") == ["absent no"])
    for (label, observations) in chapter.observations {
      #expect(observations.unrepeatable == [], "\(label)")
    }
  }

  @Test func filesThatStayOpen() async throws {
    let chapter = try await ObservedChapter(
      [
        "leave": #"import Foundation; let log = FileHandle(forWritingAtPath: "log")!"#,
        "other": #"let one = 1"#,
        "reader": #"let text = try String(contentsOfFile: "log", encoding: .utf8)"#,
        "writer": #"log.write(Data("x".utf8))"#,
      ], files: ["log": "abc"])
    let path = chapter.folder + "/log"
    #expect(try chapter["leave"].unrepeatable == ["leaves '\(path)' open"])
    #expect(try chapter["leave"].changesProcess)
    #expect(try chapter["other"].unrepeatable == [])
    #expect(try chapter.inputs("other") == ["content log"])
    #expect(try chapter.inputs("reader") == ["content log"])
    #expect(
      try chapter["writer"].unrepeatable.contains("writes to '\(path)', which was open already"))
  }

  @Test func manyFiles() async throws {
    let chapter = try await ObservedChapter(
      [
        "many": """
        import Foundation
        for i in 0..<100_000 { close(open("missing/" + String(i % 50_000), O_RDONLY)) }
        for _ in 0..<1000 { close(open("data", O_RDONLY)) }
        """
      ], files: ["data": "1"])
    // Each once, and the current folder.
    #expect(try chapter["many"].inputs.count == 50_002)
    #expect(try chapter["many"].unrepeatable == [])
  }

  @Test func aFileThatChangesWhileItIsRead() async throws {
    let chapter = try await ObservedChapter(
      [
        "reader": """
        import Foundation
        let before = try String(contentsOfFile: "data", encoding: .utf8)
        let writer = Process()
        writer.executableURL = URL(fileURLWithPath: "/bin/sh")
        writer.arguments = ["-c", "echo 2 > data"]
        try writer.run()
        writer.waitUntilExit()
        """
      ], files: ["data": "1"])
    let reason = "reads '\(chapter.folder)/data', which was changed at the same time"
    #expect(try chapter["reader"].unrepeatable.contains(reason))
  }
}
