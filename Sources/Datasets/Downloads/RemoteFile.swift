/// A file on the network, and how to know that it arrived whole.
package struct RemoteFile: Sendable {
  /// By SHA-256.
  package enum Digest: Sendable {
    /// Of the file as it is.
    case file(String)
    /// Of what it unpacks to: mirrors may have compressed the same contents differently.
    case contents(String)
  }

  /// What it is called here.
  package let name: String
  /// What it is called there.
  package let remoteName: String
  /// The addresses of the folders that have it; the first that works is taken.
  package let mirrors: [String]
  package let digest: Digest

  /// - Parameter remoteName: By default, the same.
  package init(name: String, remoteName: String? = nil, mirrors: [String], digest: Digest) {
    self.name = name
    self.remoteName = remoteName ?? name
    self.mirrors = mirrors
    self.digest = digest
  }

  /// Checks a copy of the file.
  package func verify(_ path: String) throws(DataFileError) {
    let (actual, expected) =
      switch digest {
      case .file(let expected): (try Self.digest(ofFile: path), expected)
      case .contents(let expected): (try Self.digest(ofContents: path), expected)
      }
    guard actual == expected else {
      throw DataFileError(
        path, .file, "not the expected file: its SHA-256 is \(actual), expected \(expected)")
    }
  }

  private static let chunkSize = 1 << 16

  private static func digest(ofFile path: String) throws(DataFileError) -> String {
    let file = try OpenFile(path)
    let digest = SHA256()
    for offset in stride(from: 0, to: file.size, by: chunkSize) {
      let chunk = try file.bytes(min(chunkSize, file.size - offset), at: offset)
      chunk.withUnsafeBytes { digest.update($0) }
    }
    return digest.finish()
  }

  private static func digest(ofContents path: String) throws(DataFileError) -> String {
    let stream = try ByteStream(path)
    let digest = SHA256()
    while true {
      let chunk = try [UInt8](capacity: chunkSize) { buffer throws(DataFileError) in
        try stream.read(into: buffer)
      }
      if chunk.isEmpty { return digest.finish() }
      chunk.withUnsafeBytes { digest.update($0) }
    }
  }
}
