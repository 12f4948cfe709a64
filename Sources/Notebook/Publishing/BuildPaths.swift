import Foundation

/// Where a chapter's build reads and writes.
struct BuildPaths: Sendable {
  /// The chapter, as the author named it.
  let chapter: String
  /// The nearest folder above the chapter that has a `Package.swift` or a `notebook.yml`, else the
  /// chapter's own.
  let projectFolder: String
  /// The chapter's own folder.
  let chapterFolder: String
  let outputFolder: String
  /// `ch3` of `notebooks/ch3.md`.
  let name: String

  /// The build's own files; nothing in it is worth keeping.
  var workFolder: String { projectFolder + "/.notebook" }
  /// What builds keep for later ones.
  var cache: String { workFolder + "/cache" }
  /// The compiler's own. It holds paths to itself, so a project that was moved or copied starts anew.
  var moduleCache: String {
    "\(workFolder)/module-cache/\(Digest(of: workFolder).hex.prefix(16))"
  }
  /// The chapter's own records there: chapters of the same name in different folders have theirs each.
  var results: String { record(in: "results") + ".record" }
  var formulas: String { record(in: "formulas") + ".json" }

  private func record(in folder: String) -> String {
    "\(workFolder)/\(folder)/\(chapterFolder.dropFirst(projectFolder.count))/\(name)"
  }

  /// The absolute path of the chapter.
  var chapterPath: String { URL(fileURLWithPath: chapter).standardizedFileURL.path }
  var html: String { "\(outputFolder)/\(name).html" }
  var markdown: String { "\(outputFolder)/\(name).md" }

  init(chapter: String, output: String?) {
    let url = URL(fileURLWithPath: chapter).standardizedFileURL
    self.chapter = chapter
    chapterFolder = url.deletingLastPathComponent().path
    name = Self.name(of: chapter)
    projectFolder = Self.projectFolder(above: chapterFolder)
    outputFolder =
      output.map { URL(fileURLWithPath: $0).standardizedFileURL.path } ?? projectFolder + "/output"
  }

  /// `ch3` of `notebooks/ch3.md`.
  static func name(of chapter: String) -> String {
    URL(fileURLWithPath: chapter).deletingPathExtension().lastPathComponent
  }

  static func projectFolder(above folder: String) -> String {
    self.folder(with: ["Package.swift", Book.fileName], above: folder) ?? folder
  }

  /// The nearest folder that has one of the files, from `folder` upwards.
  static func folder(with files: [String], above folder: String) -> String? {
    var candidate = URL(fileURLWithPath: folder)
    while true {
      for file in files
      where FileManager.default.fileExists(atPath: candidate.appendingPathComponent(file).path) {
        return candidate.path
      }
      guard candidate.path != "/" else { return nil }
      candidate.deleteLastPathComponent()
    }
  }
}
