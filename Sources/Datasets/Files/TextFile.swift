/// Text in UTF-8, compressed by gzip or not.
public enum TextFile {
  /// - Parameter limit: In bytes; a larger file is an error.
  public static func read(_ path: String, limit: Int = 1 << 30) throws(DataFileError) -> String {
    let bytes = try ByteStream.contents(of: path, limit: limit)
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    throw DataFileError(path, .byte(validPrefix(of: bytes)), "not UTF-8")
  }

  /// The length of the longest beginning that is UTF-8.
  private static func validPrefix(of bytes: [UInt8]) -> Int {
    var decoder = UTF8.ForwardParser()
    var iterator = bytes.makeIterator()
    var length = 0
    while case .valid(let scalar) = decoder.parseScalar(from: &iterator) { length += scalar.count }
    return length
  }
}
