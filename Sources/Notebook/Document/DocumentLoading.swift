import Foundation

extension Document {
  /// Reads a Markdown file as UTF-8.
  public static func load(path: String) throws(Diagnostic) -> String {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      throw Diagnostic(.error, "there is no such file", file: path)
    }
    guard !isDirectory.boolValue else {
      throw Diagnostic(.error, "this is a directory, not a Markdown file", file: path)
    }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Diagnostic(.error, "the file cannot be read; are its permissions right?", file: path)
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw invalidByte(in: Array(data), path: path)
    }
    return text
  }

  /// Names the first byte that is not UTF-8.
  private static func invalidByte(in bytes: [UInt8], path: String) -> Diagnostic {
    // Decoding marks the first bad byte with U+FFFD, where the two begin to differ.
    let decoded = String(decoding: bytes, as: UTF8.self).utf8
    let offset = zip(bytes, decoded).enumerated().first { $0.element.0 != $0.element.1 }?.offset
    let valid = bytes.prefix(offset ?? bytes.count)
    let lineStart = valid.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let position = SourcePosition(
      line: valid.count { $0 == UInt8(ascii: "\n") } + 1, column: valid.count - lineStart + 1)
    return Diagnostic(
      .error, "the file is not UTF-8: byte \(valid.count) is not a part of any character",
      file: path,
      range: position..<position)
  }
}
