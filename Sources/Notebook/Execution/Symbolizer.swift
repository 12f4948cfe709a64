/// Says which line of which unit an address in a kernel belongs to.
struct Symbolizer: Sendable {
  struct Frame: Hashable, Codable, Sendable {
    /// As under `#sourceLocation`: a unit's module name.
    var file: String
    /// 0 for what the compiler added, such as a check of an overflow.
    var line: Int
    /// 0 where the compiler did not note it.
    var column: Int
    var function: String
  }

  let executable: String
  /// Loaded units: where, and from which file.
  private(set) var libraries: [(base: UInt64, path: String)] = []

  init(toolchain: Toolchain) {
    executable = toolchain.symbolizer
  }

  mutating func add(_ path: String, at base: UInt64) {
    libraries.append((base, path))
    libraries.sort { $0.base < $1.base }
  }

  /// The frames that lie in units, innermost first.
  ///
  /// - Parameter isInstruction: whether the first address is that of the instruction itself; the
  ///   others are return addresses, one behind the call.
  func frames(_ trace: [UInt64], isInstruction: Bool) -> [Frame] {
    trace.enumerated().flatMap { index, address -> [Frame] in
      let place = index == 0 && isInstruction ? address : address - 1
      guard let library = libraries.last(where: { $0.base <= place }),
        place - library.base < Self.largestLibrary
      else { return [] }
      return symbolize(place - library.base, in: library.path)
    }
  }

  /// Libraries lie further apart than this, or the symboliser finds nothing at the offset.
  private static let largestLibrary: UInt64 = 64 << 20

  private func symbolize(_ offset: UInt64, in library: String) -> [Frame] {
    let arguments = [
      "--obj=\(library)", "--no-demangle", "--output-style=LLVM", "--functions=linkage",
      "0x" + String(offset, radix: 16),
    ]
    guard
      let (ending, output) = try? ChildProcess.run(executable, arguments, environment: [:]),
      ending == .exited(status: 0)
    else { return [] }
    let lines = String(decoding: output, as: UTF8.self).split(separator: "\n")
    // A pair of lines for the function and for each that is inlined into it.
    return stride(from: 0, to: lines.count - 1, by: 2).compactMap { index in
      frame(function: String(lines[index]), place: lines[index + 1])
    }
  }

  private func frame(function: String, place: Substring) -> Frame? {
    let parts = place.split(separator: ":")
    guard parts.count >= 2, let line = Int(parts[1].prefix { $0.isNumber }) else { return nil }
    let column = parts.count > 2 ? Int(parts[2].prefix { $0.isNumber }) ?? 0 : 0
    let file = parts[0].split(separator: "/").last ?? parts[0]
    return Frame(file: String(file), line: line, column: column, function: function)
  }
}
