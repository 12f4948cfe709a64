internal import CDigest

/// Gives modules other names in compiled objects: names of the same length, which makes the object the
/// one that the compiler would have made had the modules been called so.
///
/// Modules are expected to have names that occur by accident nowhere else, and to be compiled from
/// one file, `<module>.swift`.
struct ModuleRenaming {
  private var replacements: [[UInt8]: [UInt8]] = [:]
  /// The longest first.
  private var lengths: [Int] = []
  private var firstBytes: Set<UInt8> = []

  /// - Parameter modules: new names by old names, of the same length in UTF-8.
  init(_ modules: [String: String]) {
    for (module, name) in modules where module != name {
      precondition(module.utf8.count == name.utf8.count, "'\(name)' is longer than '\(module)'")
      replacements[Array(module.utf8)] = Array(name.utf8)
      replacements[Self.discriminator(of: module)] = Self.discriminator(of: name)
    }
    lengths = Set(replacements.keys.map(\.count)).sorted(by: >)
    firstBytes = Set(replacements.keys.compactMap(\.first))
  }

  func renaming(_ bytes: [UInt8]) -> [UInt8] {
    guard !replacements.isEmpty else { return bytes }
    var isFirst = [Bool](repeating: false, count: 256)
    for byte in firstBytes { isFirst[Int(byte)] = true }
    var renamed = bytes
    var position = 0
    while position < bytes.count {
      guard isFirst[Int(bytes[position])], let replacement = replacement(in: bytes, at: position)
      else {
        position += 1
        continue
      }
      renamed.replaceSubrange(position..<position + replacement.count, with: replacement)
      position += replacement.count
    }
    return renamed
  }

  func renaming(_ text: String) -> String {
    String(decoding: renaming(Array(text.utf8)), as: UTF8.self)
  }

  private func replacement(in bytes: [UInt8], at position: Int) -> [UInt8]? {
    for length in lengths where position + length <= bytes.count {
      if let found = replacements[Array(bytes[position..<position + length])] { return found }
    }
    return nil
  }

  /// What the compiler puts into the names of private declarations: of the module and the file.
  private static func discriminator(of module: String) -> [UInt8] {
    let text = Array("\(module)\(module).swift".utf8)
    var digest = [UInt8](repeating: 0, count: 16)
    let succeeded = md5(text, text.count, &digest)
    precondition(succeeded, "libcrypto cannot compute MD5")
    let digits = Array("0123456789ABCDEF".utf8)
    return Array("_".utf8) + digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
  }
}
