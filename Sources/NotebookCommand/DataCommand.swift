import ArgumentParser
import Datasets
import Foundation

struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data",
    abstract: "Shows and downloads data sets.",
    discussion: """
      Data sets are looked for in the folders that NOTEBOOK_DATA names, separated by colons, in \
      the user's cache, which 'fetch' downloads to, and in /usr/share/datasets.
      """,
    subcommands: [List.self, Fetch.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Shows which data sets are there, where, how large they are, and their licences.")

    func run() {
      for entry in DatasetInventory().entries {
        let size = entry.path == nil ? "" : Terminal.text(bytes: entry.size)
        print(
          "\(entry.name.padded(to: 18))\(size.padded(to: 10))\(entry.path ?? "not there")")
        guard let dataset = entry.dataset else { continue }
        print("  \(dataset.title)\n  licence: \(dataset.license)")
        if entry.path == nil { print("  \(dataset.advice)") }
      }
    }
  }

  struct Fetch: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Downloads data sets.",
      discussion: """
        An interrupted download goes on where it ended. Files are checked by their SHA-256.
        """)

    @Argument(
      help: ArgumentHelp(
        "Names of data sets: \(DatasetDownload.all.map(\.dataset.name).joined(separator: ", ")).",
        valueName: "name"))
    var names: [String]

    func validate() throws {
      if names.isEmpty { throw ValidationError("name a data set") }
      for name in names where download(of: name) == nil {
        throw ValidationError(
          "there is no '\(name)' to download; 'notebook data list' shows what is known")
      }
    }

    func run() throws {
      for download in names.compactMap(download) {
        let terminal = DownloadProgress()
        do {
          let folder = try download.fetch(report: terminal.show)
          terminal.finish()
          print("\(download.dataset.name): \(folder) (licence: \(download.dataset.license))")
        } catch {
          terminal.finish()
          FileHandle.standardError.write(Data("\(download.dataset.name): error: \(error)\n".utf8))
          throw ExitCode.failure
        }
      }
    }

    private func download(of name: String) -> DatasetDownload? {
      DatasetDownload.all.first { $0.dataset.name == name }
    }
  }
}

/// A live line on the terminal; where standard error is none, a line for each file.
private final class DownloadProgress {
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private var file = ""
  private var shown = ContinuousClock.now

  func show(_ progress: DatasetDownload.Progress) {
    let isNew = progress.file != file
    let isLast = progress.count == progress.total
    file = progress.file
    guard isTerminal else {
      if isNew { write("downloading \(file)\n") }
      return
    }
    guard isNew || isLast || shown.duration(to: .now) > .milliseconds(100) else { return }
    shown = .now
    let total = progress.total.map { " of \(Terminal.text(bytes: $0))" } ?? ""
    write("\r\u{1B}[K\(file)  \(Terminal.text(bytes: progress.count))\(total)")
  }

  func finish() { if isTerminal { write("\r\u{1B}[K") } }

  private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}

extension Terminal {
  /// `9.9 MB`.
  static func text(bytes: Int) -> String {
    switch bytes {
    case ..<1000: "\(bytes) B"
    case ..<1_000_000: "\((bytes + 500) / 1000) kB"
    default: "\((bytes + 50_000) / 100_000 / 10).\((bytes + 50_000) / 100_000 % 10) MB"
    }
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(2, width - count))
  }
}
