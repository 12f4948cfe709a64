/// A stored top-level variable that a unit has declared by running.
public struct DeclaredBinding: Hashable, Sendable {
  public var name: String
  /// Whether its value may share mutable state with others'. False only where its type proves it, or
  /// where it never gets another value and this one proves it.
  public var holdsReferences: Bool
  /// Why its state can never be captured, where that is known already: `'log' holds a closure`.
  public var opacity: String?

  public init(name: String, holdsReferences: Bool, opacity: String? = nil) {
    self.name = name
    self.holdsReferences = holdsReferences
    self.opacity = opacity
  }
}

/// What became of an atom that was to be captured.
public enum Capture: Hashable, Sendable {
  /// Its state was written.
  ///
  /// - Parameters:
  ///   - digest: 64 hexadecimal digits that depend on the state alone: the same in each process, and
  ///     whichever unit's module a type belongs to.
  ///   - file: the file's name in the folder of the command.
  case snapshot(digest: String, file: String, byteCount: UInt64)
  /// Its state is digested, but too large to be written.
  case unstored(digest: String)
  /// Its state can't be captured; the reason is in words and names the binding.
  case opaque(reason: String)
}

extension ByteWriter {
  mutating func write(_ binding: DeclaredBinding) {
    write(binding.name)
    write(UInt8(binding.holdsReferences ? 1 : 0))
    write(UInt8(binding.opacity == nil ? 0 : 1))
    if let opacity = binding.opacity { write(opacity) }
  }

  mutating func write(_ capture: Capture) {
    switch capture {
    case .snapshot(let digest, let file, let byteCount):
      write(UInt8(1))
      write(digest)
      write(file)
      write(byteCount)
    case .unstored(let digest):
      write(UInt8(2))
      write(digest)
    case .opaque(let reason):
      write(UInt8(3))
      write(reason)
    }
  }
}

extension ByteReader {
  mutating func readBinding() throws(MalformedMessage) -> DeclaredBinding {
    DeclaredBinding(
      name: try readString(), holdsReferences: try read(UInt8.self) != 0,
      opacity: try read(UInt8.self) == 0 ? nil : try readString())
  }

  mutating func readCapture() throws(MalformedMessage) -> Capture {
    switch try read(UInt8.self) {
    case 1:
      return .snapshot(
        digest: try readString(), file: try readString(), byteCount: try read())
    case 2: return .unstored(digest: try readString())
    case 3: return .opaque(reason: try readString())
    default: throw MalformedMessage()
    }
  }
}
