/// What a build tells its kernel: load a compiled cell and run it.
public struct KernelCommand: Hashable, Sendable {
  /// The shared object, as an absolute path.
  public var library: String
  public var entryPoint: String
  /// Seeds the system's randomness while the cell runs.
  public var seed: UInt64
  /// Bytes that the cell may allocate beyond what is allocated now.
  public var memoryLimit: UInt64

  public init(library: String, entryPoint: String, seed: UInt64, memoryLimit: UInt64) {
    self.library = library
    self.entryPoint = entryPoint
    self.seed = seed
    self.memoryLimit = memoryLimit
  }

  /// The command with its length in front, as it goes through the channel.
  public var frame: [UInt8] {
    var writer = ByteWriter()
    writer.write(library)
    writer.write(entryPoint)
    writer.write(seed)
    writer.write(memoryLimit)
    var frame = ByteWriter()
    frame.write(writer.bytes)
    return frame.bytes
  }

  /// Reads a command without its length.
  public init(bytes: some Collection<UInt8>) throws(MalformedMessage) {
    var reader = ByteReader(bytes)
    library = try reader.readString()
    entryPoint = try reader.readString()
    seed = try reader.read()
    memoryLimit = try reader.read()
  }
}
