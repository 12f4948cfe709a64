import Foundation

/// Prints a page with Chromium, as its style sheet for paper has it.
public struct PDFPrinter: Sendable {
  public struct Failure: Error, Equatable {
    public let reason: String
  }

  private static let programs = [
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome",
  ]

  private let browser: String
  private let environment: [String: String]

  /// - Throws: ``Failure`` where there is no browser on `PATH`.
  public init(environment: [String: String]) throws(Failure) {
    guard let browser = program(named: Self.programs, in: environment) else {
      throw Failure(reason: "there is no Chromium on PATH; on Debian: apt-get install chromium")
    }
    self.browser = browser
    self.environment = environment
  }

  /// Prints `page`, an HTML file, to `file`, which stays as it was if that fails.
  public func print(_ page: String, to file: String) throws(Failure) {
    let work = FileManager.default.temporaryDirectory.path + "/notebook-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: work) }
    let printed = work + "/page.pdf"
    var arguments = [
      "--headless", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
      "--user-data-dir=\(work)/profile", "--no-pdf-header-footer",
      "--generate-pdf-document-outline", "--print-to-pdf=\(printed)",
    ]
    // Its sandbox wants a user of its own.
    if geteuid() == 0 { arguments.append("--no-sandbox") }
    arguments.append(URL(fileURLWithPath: page).absoluteString)
    do {
      try FileManager.default.createDirectory(atPath: work, withIntermediateDirectories: true)
      let (_, output) = try ChildProcess.run(browser, arguments, environment: environment)
      guard var bytes = FileManager.default.contents(atPath: printed), !bytes.isEmpty else {
        let lines = String(decoding: output, as: UTF8.self).split(whereSeparator: \.isNewline)
        throw Failure(reason: "\(browser) printed nothing: \(lines.last ?? "")")
      }
      Self.removeTimes(from: &bytes)
      try bytes.write(to: URL(fileURLWithPath: file), options: .atomic)
    } catch let failure as Failure {
      throw failure
    } catch let failure as ChildProcess.Failure {
      throw Failure(reason: "cannot run '\(failure.executable)': \(failure.reason)")
    } catch {
      throw Failure(reason: error.localizedDescription)
    }
  }

  /// Sets the times at which the file was made to one that is always the same.
  private static func removeTimes(from bytes: inout Data) {
    for key in ["/CreationDate (D:", "/ModDate (D:"] {
      var start = bytes.startIndex
      while let place = bytes.range(of: Data(key.utf8), in: start..<bytes.endIndex) {
        let time = Data("19700101000000".utf8)
        guard place.upperBound + time.count <= bytes.endIndex else { return }
        bytes.replaceSubrange(place.upperBound..<place.upperBound + time.count, with: time)
        start = place.upperBound
      }
    }
  }
}
