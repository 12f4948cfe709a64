/// What a browser gets.
struct HTTPResponse: Sendable {
  enum Body: Sendable {
    case bytes([UInt8])
    /// Writes piece by piece until `send` returns false, which it does once the browser has gone.
    case stream(@Sendable (_ send: ([UInt8]) -> Bool) -> Void)
  }

  enum Status: String, Sendable {
    case ok = "200 OK"
    case found = "302 Found"
    case badRequest = "400 Bad Request"
    case forbidden = "403 Forbidden"
    case notFound = "404 Not Found"
    case methodNotAllowed = "405 Method Not Allowed"
    case unavailable = "503 Service Unavailable"
  }

  var status: Status
  var headers: [(name: String, value: String)]
  var body: Body

  init(
    _ status: Status = .ok, type: String, _ body: Body,
    headers: [(name: String, value: String)] = []
  ) {
    self.status = status
    self.headers = [("Content-Type", type)] + headers
    self.body = body
  }

  /// A response of one line of text.
  init(_ status: Status, headers: [(name: String, value: String)] = []) {
    self.init(
      status, type: "text/plain; charset=utf-8", .bytes(Array((status.rawValue + "\n").utf8)),
      headers: headers)
  }

  var head: [UInt8] {
    var lines = ["HTTP/1.1 \(status.rawValue)"]
    var all = headers
    if case .bytes(let bytes) = body { all.append(("Content-Length", "\(bytes.count)")) }
    all += [
      // The next build may give something else.
      ("Cache-Control", "no-store"), ("Connection", "close"),
      ("Cross-Origin-Resource-Policy", "same-origin"), ("X-Content-Type-Options", "nosniff"),
    ]
    lines += all.map { "\($0.name): \($0.value)" }
    return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
  }
}
