import Glibc

/// The files that may be served: those in a folder, and nothing that a link in it leads to elsewhere.
struct OutputFolder: Sendable {
  let path: String

  /// - Parameter components: the file's path below the folder.
  func file(at components: [String]) -> (type: String, bytes: [UInt8])? {
    guard let root = FileAccess.resolved(path), let name = components.last,
      let file = FileAccess.resolved("\(path)/\(components.joined(separator: "/"))"),
      file.hasPrefix(root + "/"),
      // Opening a pipe would wait for somebody to write into it.
      let status = FileAccess.status(of: file), status.st_mode & S_IFMT == S_IFREG,
      let bytes = FileAccess.read(file)?.bytes
    else { return nil }
    return (Self.type(of: name), bytes)
  }

  private static func type(of name: String) -> String {
    switch name.split(separator: ".").last {
    case "html": "text/html; charset=utf-8"
    case "md", "txt", "csv": "text/plain; charset=utf-8"
    case "css": "text/css; charset=utf-8"
    case "js": "text/javascript; charset=utf-8"
    case "json": "application/json"
    case "svg": "image/svg+xml"
    case "png": "image/png"
    case "jpg", "jpeg": "image/jpeg"
    case "gif": "image/gif"
    case "webp": "image/webp"
    case "woff2": "font/woff2"
    case "pdf": "application/pdf"
    default: "application/octet-stream"
    }
  }
}
