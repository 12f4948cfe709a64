import Foundation
import NotebookDisplay

/// Shows a chapter's page to the browsers of this machine, and tells them how its build goes.
public final class ChapterServer: Sendable {
  public struct Failure: Error {
    public var message: String
  }

  /// Where browsers hear of the build; no page has such a name.
  static let eventsName = "@events"
  /// Seconds. A browser that has gone shows when it is written to.
  private static let heartbeat = 15.0
  /// Seconds between two reports: more of them nobody could see.
  private static let pause = 0.03

  private let watch: ChapterWatch
  private let paths: BuildPaths
  private let script: String
  private let status = BuildStatus()

  /// - Parameter reporter: hears of the builds, as the browsers do.
  public init(
    chapter: String, options: BuildOptions, installation: Installation,
    reporter: any BuildReporter
  ) {
    paths = BuildPaths(chapter: chapter, output: options.output)
    script = installation.templates + "/live.js"
    watch = ChapterWatch(
      chapter: chapter, options: options, installation: installation,
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
    report: (ChapterWatch.Step) -> Void
  ) async throws(Failure) {
    let server: HTTPServer
    do throws(HTTPServer.Failure) {
      server = try HTTPServer(ports: ports) { [self] in respond(to: $0) }
    } catch {
      throw Failure(message: "there is no port to serve the page on: \(error.reason)")
    }
    status.update { $0.revision = revision }
    server.start()
    defer { server.stop() }
    ready("http://127.0.0.1:\(server.port)\(pageAddress)")
    do throws(ChapterWatch.Failure) {
      try await watch.run { step in
        note(step)
        report(step)
      }
    } catch {
      throw Failure(message: error.message)
    }
  }

  private func note(_ step: ChapterWatch.Step) {
    switch step {
    case .started:
      status.update { $0.isBuilding = true }
    case .abandoned:
      status.update { $0.running = nil }
    case .finished(let outcome):
      let formatter = DiagnosticFormatter(source: outcome.source, path: outcome.chapter)
      let errors = outcome.diagnostics.filter { $0.severity == .error }
      status.update { report in
        report = BuildStatus.Report(
          revision: revision,
          errors: errors.map { BuildStatus.Problem($0, formatter: formatter) })
      }
    }
  }

  // MARK: Requests

  private var page: String { paths.name + ".html" }

  private var pageAddress: String {
    "/" + (page.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? page)
  }

  private var revision: String {
    FileAccess.read(paths.html).map { Digest(of: $0.bytes).hex } ?? ""
  }

  private func respond(to request: HTTPRequest) -> HTTPResponse {
    guard request.isForLoopback else { return HTTPResponse(.forbidden) }
    guard ["GET", "HEAD"].contains(request.method) else {
      return HTTPResponse(.methodNotAllowed, headers: [("Allow", "GET, HEAD")])
    }
    guard let components = request.components else { return HTTPResponse(.notFound) }
    switch components {
    case []:
      return HTTPResponse(.found, headers: [("Location", pageAddress)])
    case [Self.eventsName]:
      return HTTPResponse(type: "text/event-stream", .stream(sendEvents))
    case [page]:
      return livePage
    default:
      guard let file = OutputFolder(path: paths.outputFolder).file(at: components) else {
        return HTTPResponse(.notFound)
      }
      return HTTPResponse(type: file.type, .bytes(file.bytes))
    }
  }

  /// The published page and the script that keeps it up to date, or a page that waits for it.
  private var livePage: HTTPResponse {
    let published = FileAccess.read(paths.html)?.bytes
    let revision = published.map { Digest(of: $0).hex } ?? ""
    let code = FileAccess.read(script).map { String(decoding: $0.bytes, as: UTF8.self) } ?? ""
    let attributes = "data-revision=\"\(revision)\" data-events=\"/\(Self.eventsName)\""
    var text = Data(published ?? Array(waitingPage.utf8))
    let end = text.range(of: Data("</body>".utf8), options: .backwards)?.lowerBound ?? text.endIndex
    text.insert(contentsOf: Data("<script \(attributes)>\n\(code)</script>\n".utf8), at: end)
    return HTTPResponse(
      published == nil ? .unavailable : .ok, type: "text/html; charset=utf-8", .bytes(Array(text)))
  }

  private var waitingPage: String {
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
