import Foundation
import NotebookDisplay

/// Shows the page of a chapter, or those of a book, to the browsers of this machine, and tells them how
/// the build goes.
public final class PageServer: Sendable {
  public struct Failure: Error {
    public var message: String
  }

  /// Where browsers hear of the build; no page has such a name.
  static let eventsName = "@events"
  /// Seconds. A browser that has gone shows when it is written to.
  private static let heartbeat = 15.0
  /// Seconds between two reports: more of them nobody could see.
  private static let pause = 0.03

  private let watch: Watch
  private let folder: String
  /// Where browsers begin.
  private let firstPage: String
  private let script: String
  private let status = BuildStatus()

  /// - Parameter reporter: hears of the builds, as the browsers do.
  public init(
    _ subject: Watch.Subject, options: BuildOptions, installation: Installation,
    reporter: any BuildReporter
  ) {
    switch subject {
    case .chapter(let file):
      let paths = BuildPaths(chapter: file, output: options.output)
      (folder, firstPage) = (paths.outputFolder, paths.name + ".html")
    case .book(let file):
      let build = BookBuild(
        file: file, options: options, installation: installation, reporter: reporter)
      (folder, firstPage) = (build.outputFolder, BookPages.firstPage)
    }
    script = installation.templates + "/live.js"
    watch = Watch(
      subject, options: options, installation: installation,
      reporter: ReporterPair(first: reporter, second: status))
  }

  /// Returns when the task is cancelled.
  ///
  /// - Parameters:
  ///   - ports: the first that is free is taken.
  ///   - ready: told the page's address, before it is built for the first time.
  ///   - report: told what happens, in order.
  public func run(
    ports: some Sequence<UInt16>, ready: (_ address: String) -> Void,
    report: (Watch.Step) -> Void
  ) async throws(Failure) {
    let server: HTTPServer
    do throws(HTTPServer.Failure) {
      server = try HTTPServer(ports: ports) { [self] in respond(to: $0) }
    } catch {
      throw Failure(message: "there is no port to serve the page on: \(error.reason)")
    }
    status.update { $0.revisions = revisions }
    server.start()
    defer { server.stop() }
    ready("http://127.0.0.1:\(server.port)\(firstAddress)")
    do throws(Watch.Failure) {
      try await watch.run { step in
        note(step)
        report(step)
      }
    } catch {
      throw Failure(message: error.message)
    }
  }

  private func note(_ step: Watch.Step) {
    switch step {
    case .started:
      status.update { $0.isBuilding = true }
    case .abandoned:
      status.update { $0.running = nil }
    case .finished(let outcome):
      var problems = outcome.chapters.flatMap { chapter in
        self.problems(chapter.diagnostics, of: chapter.chapter, source: chapter.source)
      }
      if let book = outcome.book {
        problems += self.problems(book.diagnostics, of: book.file, source: book.source)
      }
      status.update { $0 = BuildStatus.Report(revisions: revisions, errors: problems) }
    }
  }

  private func problems(_ diagnostics: [Diagnostic], of file: String, source: String)
    -> [BuildStatus.Problem]
  {
    let formatter = DiagnosticFormatter(source: source, path: file)
    return diagnostics.filter { $0.severity == .error }
      .map { BuildStatus.Problem($0, formatter: formatter) }
  }

  /// Of all pages, by their paths below the folder.
  private var revisions: [String: String] {
    let files = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    let pages = files.filter { isPage($0.split(separator: "/").map(String.init)) }
    return Dictionary(uniqueKeysWithValues: pages.map { ($0, revision(of: $0)) })
  }

  /// Pages that chapters lead to as files are their author's own.
  private func isPage(_ components: [String]) -> Bool {
    components.last?.hasSuffix(".html") == true && components.first != BookFiles.folder
  }

  private func revision(of page: String) -> String {
    FileAccess.read("\(folder)/\(page)").map { Digest(of: $0.bytes).hex } ?? ""
  }

  // MARK: Requests

  private var firstAddress: String {
    "/" + (firstPage.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? firstPage)
  }

  private func respond(to request: HTTPRequest) -> HTTPResponse {
    guard request.isForLoopback else { return HTTPResponse(.forbidden) }
    guard ["GET", "HEAD"].contains(request.method) else {
      return HTTPResponse(.methodNotAllowed, headers: [("Allow", "GET, HEAD")])
    }
    guard let components = request.components else { return HTTPResponse(.notFound) }
    switch components {
    case []:
      return HTTPResponse(.found, headers: [("Location", firstAddress)])
    case [Self.eventsName]:
      return HTTPResponse(type: "text/event-stream", .stream(sendEvents))
    default:
      let file = OutputFolder(path: folder).file(at: components)
      let page = components.joined(separator: "/")
      if isPage(components), file != nil || page == firstPage {
        return livePage(page, file?.bytes)
      }
      guard let file else { return HTTPResponse(.notFound) }
      return HTTPResponse(type: file.type, .bytes(file.bytes))
    }
  }

  /// The published page and the script that keeps it up to date, or a page that waits for it.
  private func livePage(_ page: String, _ published: [UInt8]?) -> HTTPResponse {
    let revision = published.map { Digest(of: $0).hex } ?? ""
    let code = FileAccess.read(script).map { String(decoding: $0.bytes, as: UTF8.self) } ?? ""
    let attributes =
      "data-page=\"\(page.htmlEscaped)\" data-revision=\"\(revision)\""
      + " data-events=\"/\(Self.eventsName)\""
    var text = Data(published ?? Array(waitingPage(page).utf8))
    let end = text.range(of: Data("</body>".utf8), options: .backwards)?.lowerBound ?? text.endIndex
    text.insert(contentsOf: Data("<script \(attributes)>\n\(code)</script>\n".utf8), at: end)
    return HTTPResponse(
      published == nil ? .unavailable : .ok, type: "text/html; charset=utf-8", .bytes(Array(text)))
  }

  private func waitingPage(_ page: String) -> String {
    """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>\(page.htmlEscaped)</title>
    <link rel="icon" href="data:,">
    </head>
    <body>
    <main>
    <h1>\(page.htmlEscaped)</h1>
    <p>The page appears here once it is built.</p>
    </main>
    </body>
    </html>

    """
  }

  /// Server-sent events: see https://html.spec.whatwg.org/multipage/server-sent-events.html
  private func sendEvents(_ send: ([UInt8]) -> Bool) {
    guard send(Array("retry: 500\n\n".utf8)) else { return }
    let encoder = JSONEncoder()
    var seen = 0
    while true {
      guard let (version, report) = status.next(after: seen, within: Self.heartbeat) else {
        guard send(Array(":\n\n".utf8)) else { return }
        continue
      }
      seen = version
      guard let data = try? encoder.encode(report),
        send(Array("data: ".utf8) + data + Array("\n\n".utf8))
      else { return }
      Thread.sleep(forTimeInterval: Self.pause)
    }
  }
}

/// Tells two reporters the same.
private struct ReporterPair: BuildReporter {
  let first: any BuildReporter
  let second: any BuildReporter

  func started(_ unit: CompilationUnit) {
    first.started(unit)
    second.started(unit)
  }

  func progressed(_ fraction: Double, _ message: String) {
    first.progressed(fraction, message)
    second.progressed(fraction, message)
  }

  func finished(_ unit: CompilationUnit) {
    first.finished(unit)
    second.finished(unit)
  }

  func decided(_ unit: CompilationUnit, _ decision: Decision) {
    first.decided(unit, decision)
    second.decided(unit, decision)
  }
}
