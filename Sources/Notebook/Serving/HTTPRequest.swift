import Foundation

/// What a browser asks for.
struct HTTPRequest: Sendable {
  var method: String
  /// As it was sent, without the query.
  var path: String
  var host: String?

  /// Longer ones are refused.
  static let sizeLimit = 16384

  /// - Parameter head: The lines up to the first empty one. `nil` if they make no sense.
  init?(head: String) {
    var lines = head.split(omittingEmptySubsequences: false) { $0.isNewline }[...]
    let words = lines.popFirst()?.split(separator: " ", omittingEmptySubsequences: false) ?? []
    guard words.count == 3, words[2].hasPrefix("HTTP/1."), words[1].hasPrefix("/") else {
      return nil
    }
    method = String(words[0])
    path = String(words[1].prefix { $0 != "?" && $0 != "#" })
    for line in lines {
      let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, parts[0].lowercased() == "host" else { continue }
      // Two of them are an attempt at something.
      guard host == nil else { return nil }
      host = parts[1].trimmingCharacters(in: .whitespaces).lowercased()
    }
  }

  /// The parts of the path below the root, decoded; `nil` for one that leads out of it, or to a hidden
  /// file.
  var components: [String]? {
    guard let decoded = path.removingPercentEncoding, !decoded.utf8.contains(0) else { return nil }
    let parts = decoded.split(separator: "/").map(String.init)
    return parts.contains { $0.hasPrefix(".") } ? nil : parts
  }

  /// Whether the request was meant for this machine. A page elsewhere whose own name was made to lead
  /// here sends that name.
  var isForLoopback: Bool {
    guard let host else { return false }
    return ["127.0.0.1", "localhost"].contains(host.prefix { $0 != ":" })
  }
}
