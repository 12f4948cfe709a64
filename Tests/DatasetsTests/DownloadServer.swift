import Foundation
import Synchronization

/// A server of files on this machine that behaves as the first part of a path says: `/whole/x` sends
/// the file, or the range of it that is asked for, and other ways send it badly.
final class DownloadServer: Sendable {
  /// A request: the path, and where the range begins that it asks for.
  struct Request: Equatable {
    let path: String
    let offset: Int?
  }

  let port: UInt16
  private let socket: Int32
  private let files: [String: [UInt8]]
  private let received = Mutex<[Request]>([])

  var requests: [Request] { received.withLock { $0 } }

  init(_ files: [String: [UInt8]]) {
    self.files = files
    socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let socket = socket
    port = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        precondition(bind(socket, pointer, length) == 0 && listen(socket, 8) == 0)
        getsockname(socket, pointer, &length)
      }
      return UInt16(bigEndian: pointer.pointee.sin_port)
    }
    Thread.detachNewThread { [weak self] in
      while true {
        let connection = accept(socket, nil, nil)
        guard connection >= 0, let self else { break }
        self.serve(connection)
        close(connection)
      }
      close(socket)
    }
  }

  deinit { shutdown(socket, Int32(SHUT_RDWR)) }

  func url(_ behavior: String) -> String { "http://127.0.0.1:\(port)/\(behavior)/" }

  private func serve(_ connection: Int32) {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = read(connection, &bytes, bytes.count)
    guard count > 0 else { return }
    let lines = String(decoding: bytes[..<count], as: UTF8.self).components(separatedBy: "\r\n")
    let path = lines[0].split(separator: " ")[1].dropFirst().split(separator: "/")
    let range = lines.first { $0.hasPrefix("Range: bytes=") }
    let offset = range.flatMap { Int($0.dropFirst(13).prefix { $0 != "-" }) }
    received.withLock {
      $0.append(Request(path: path.joined(separator: "/"), offset: offset))
    }
    for part in response(String(path[0]), files[String(path[1])], offset) {
      var rest = part[...]
      while !rest.isEmpty {
        let sent = rest.withUnsafeBytes {
          send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        guard sent > 0 else { return }
        rest = rest.dropFirst(sent)
      }
    }
  }

  /// The head and the body.
  private func response(_ behavior: String, _ file: [UInt8]?, _ offset: Int?) -> [[UInt8]] {
    func head(_ status: String, _ fields: String...) -> [UInt8] {
      Array(
        (["HTTP/1.1 \(status)", "Connection: close"] + fields + ["", ""])
          .joined(separator: "\r\n").utf8)
    }
    guard let file, behavior != "missing" else {
      return [head("404 Not Found", "Content-Length: 0")]
    }
    let start = behavior == "rangeless" ? 0 : offset ?? 0
    guard start < max(file.count, 1) else {
      return [head("416 Range Not Satisfiable", "Content-Length: 0")]
    }
    var body = Array(file[start...])
    let length = "Content-Length: \(body.count)"
    switch behavior {
    case "cut": body.removeLast(body.count / 2)
    case "damaged": body[body.count / 2] ^= 1
    case "moved":
      return [head("302 Found", "Location: /whole/\(files.first { $0.value == file }!.key)")]
    default: break
    }
    let status = start > 0 ? "206 Partial Content" : "200 OK"
    let range = "Content-Range: bytes \(start)-\(file.count - 1)/\(file.count)"
    return [start > 0 ? head(status, length, range) : head(status, length), body]
  }
}
