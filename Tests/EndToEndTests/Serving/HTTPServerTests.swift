import Foundation
import Testing

@testable import Notebook

@Suite struct HTTPServerTests {
  private static func ok(_ request: HTTPRequest) -> HTTPResponse {
    HTTPResponse(type: "text/plain", .bytes(Array("\(request.method) \(request.path)".utf8)))
  }

  @Test func answers() throws {
    let server = try HTTPServer(ports: [0], handler: Self.ok)
    server.start()
    defer { server.stop() }
    let answer = try LoopbackConnection.ask(server.port, "GET /x?y HTTP/1.1\r\nHost: a\r\n\r\n")
    #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
    #expect(answer.contains("\r\nContent-Length: 6\r\n"))
    #expect(answer.contains("\r\nX-Content-Type-Options: nosniff\r\n"))
    #expect(answer.hasSuffix("\r\n\r\nGET /x"))
    let head = try LoopbackConnection.ask(server.port, "HEAD /x HTTP/1.1\r\n\r\n")
    #expect(head.contains("\r\nContent-Length: 7\r\n") && head.hasSuffix("\r\n\r\n"))
    #expect(try LoopbackConnection.ask(server.port, "nonsense\r\n\r\n").hasPrefix("HTTP/1.1 400 "))
    let long = "GET /" + String(repeating: "x", count: HTTPRequest.sizeLimit)
    #expect(try LoopbackConnection.ask(server.port, long).hasPrefix("HTTP/1.1 400 "))
  }

  @Test func takesTheNextFreePort() throws {
    let first = try HTTPServer(ports: [0], handler: Self.ok)
    let second = try HTTPServer(ports: [first.port, 0], handler: Self.ok)
    #expect(second.port != first.port)
    #expect(throws: HTTPServer.Failure.self) {
      try HTTPServer(ports: [first.port], handler: Self.ok)
    }
  }

  @Test func isThereForThisMachineOnly() throws {
    let server = try HTTPServer(ports: [0], handler: Self.ok)
    let port = String(server.port, radix: 16, uppercase: true)
    let sockets = try String(contentsOfFile: "/proc/net/tcp", encoding: .utf8)
    // In the byte order of the machine; 0A is a socket that listens.
    let own = sockets.split(separator: "\n").filter { $0.contains(":\(port) 00000000:0000 0A") }
    #expect(own.count == 1)
    #expect(own.allSatisfy { $0.contains("0100007F:\(port) ") })
  }

  @Test func streamsUntilTheBrowserHasGone() async throws {
    let (ends, end) = AsyncStream.makeStream(of: Int.self)
    let server = try HTTPServer(ports: [0]) { _ in
      HTTPResponse(
        type: "text/event-stream",
        .stream { send in
          var count = 0
          while send(Array("data: x\n\n".utf8)) { count += 1 }
          end.yield(count)
        })
    }
    server.start()
    defer { server.stop() }
    let connection = try LoopbackConnection(to: server.port)
    connection.send("GET / HTTP/1.1\r\n\r\n")
    #expect(connection.receive(until: "data: x\n\n").contains("text/event-stream"))
    connection.close()
    var iterator = ends.makeAsyncIterator()
    #expect(try #require(await iterator.next()) > 0)
  }
}
