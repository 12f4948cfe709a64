import Foundation
import Glibc
import Synchronization

/// A server for the browsers of this machine, and nobody else: GET and HEAD, a connection for each
/// request, a thread for each connection.
final class HTTPServer: Sendable {
  struct Failure: Error {
    var reason: String
  }

  typealias Handler = @Sendable (HTTPRequest) -> HTTPResponse

  /// More would be no browser.
  private static let connectionLimit = 128
  /// Seconds that a browser may take to say what it wants, or to take what it gets.
  private static let patience = 20

  let port: UInt16
  private let listener: Int32
  private let handler: Handler
  private let connectionCount = Mutex(0)

  /// Listens on the first port that is free.
  init(ports: some Sequence<UInt16>, handler: @escaping Handler) throws(Failure) {
    (listener, port) = try Self.listen(onFirstOf: ports)
    self.handler = handler
  }

  private static func listen(onFirstOf ports: some Sequence<UInt16>) throws(Failure)
    -> (listener: Int32, port: UInt16)
  {
    var problem = Failure(reason: "no port was named")
    for port in ports {
      do throws(Failure) {
        return try listen(on: port)
      } catch {
        problem = error
      }
    }
    throw problem
  }

  private static func listen(on port: UInt16) throws(Failure) -> (listener: Int32, port: UInt16) {
    // Kernels and compilers must not get it.
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    let listener = socket(AF_INET, kind, 0)
    guard listener >= 0 else { throw Failure(reason: String(cString: strerror(errno))) }
    // Without this, a port stays taken for a minute after the server has gone.
    var yes: Int32 = 1
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isListening = withUnsafeMutablePointer(to: &address) { address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(listener, address, size) == 0 && Glibc.listen(listener, SOMAXCONN) == 0
          && getsockname(listener, address, &size) == 0
      }
    }
    guard isListening else {
      let reason = String(cString: strerror(errno))
      close(listener)
      throw Failure(reason: reason)
    }
    return (listener, UInt16(bigEndian: address.sin_port))
  }

  /// Answers requests from now on.
  func start() {
    Thread.detachNewThread { [self] in
      while true {
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else {
          if errno == EBADF || errno == EINVAL { return }
          // Without descriptors there is nothing to do but to wait for some.
          if errno == EMFILE || errno == ENFILE { usleep(100_000) }
          continue
        }
        _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
        guard takePlace() else {
          close(connection)
          continue
        }
        Thread.detachNewThread { [self] in
          serve(connection)
          // A program that was started just before it was marked has the connection too: closing it
          // here would not end it.
          shutdown(connection, Int32(SHUT_RDWR))
          close(connection)
          connectionCount.withLock { $0 -= 1 }
        }
      }
    }
  }

  /// Takes no further requests.
  func stop() {
    // Wakes the thread that accepts connections; closing does not.
    shutdown(listener, Int32(SHUT_RDWR))
  }

  deinit { close(listener) }

  private func takePlace() -> Bool {
    connectionCount.withLock { count in
      guard count < Self.connectionLimit else { return false }
      count += 1
      return true
    }
  }

  // MARK: A connection

  private func serve(_ connection: Int32) {
    var patience = timeval(tv_sec: Self.patience, tv_usec: 0)
    for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
      setsockopt(connection, SOL_SOCKET, option, &patience, socklen_t(MemoryLayout<timeval>.size))
    }
    guard let head = receiveHead(connection) else { return }
    let request = HTTPRequest(head: head)
    let response = request.map(handler) ?? HTTPResponse(.badRequest)
    guard send(response.head, connection), request?.method != "HEAD" else { return }
    switch response.body {
    case .bytes(let bytes): _ = send(bytes, connection)
    case .stream(let write): write { send($0, connection) }
    }
  }

  /// The lines up to the first empty one; `nil` if they don't come.
  private func receiveHead(_ connection: Int32) -> String? {
    var received: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while received.count <= HTTPRequest.sizeLimit {
      let count = recv(connection, &buffer, buffer.count, 0)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return nil }
      received += buffer[..<count]
      if let end = received.firstRange(of: Array("\r\n\r\n".utf8)) {
        return String(validating: received[..<end.lowerBound], as: UTF8.self) ?? ""
      }
    }
    return ""
  }

  private func send(_ bytes: [UInt8], _ connection: Int32) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.send(connection, $0.baseAddress! + sent, $0.count - sent, Int32(MSG_NOSIGNAL))
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return false }
      sent += count
    }
    return true
  }
}
