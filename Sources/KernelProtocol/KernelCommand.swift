/// What a build tells its kernel. Each command is answered before the next one is read.
public enum KernelCommand: Hashable, Sendable {
  /// Loads a compiled unit, unless this kernel has it already, and runs it.
  ///
  /// - Parameters:
  ///   - library: the shared object, as an absolute path.
  ///   - seed: of the system's randomness while the unit runs.
  ///   - memoryLimit: bytes that the unit may allocate beyond what is allocated now.
  case run(library: String, entryPoint: String, seed: UInt64, memoryLimit: UInt64)
  /// Loads a compiled unit without running it: its types and conformances are there from now on, its
  /// bindings are not initialised.
  case load(library: String)
  /// Digests each atom's state, and writes it to a file in `folder` unless that takes more than
  /// `storageLimit` bytes.
  case capture(atoms: [[BindingID]], folder: String, storageLimit: UInt64)
  /// Gives bindings the state that a capture has written. Their units have to be loaded; whether
  /// they have run does not matter.
  case restore([Restoration])
}

/// A top-level variable of a unit.
public struct BindingID: Hashable, Sendable {
  public var module: String
  public var name: String

  public init(module: String, name: String) {
    self.module = module
    self.name = name
  }
}

/// An atom's state to be put in place.
public struct Restoration: Hashable, Sendable {
  /// Those that were captured, in the same order.
  public var bindings: [BindingID]
  /// What the capture has written, as an absolute path.
  public var file: String

  public init(bindings: [BindingID], file: String) {
    self.bindings = bindings
    self.file = file
  }
}

extension KernelCommand {
  private enum Kind: UInt8 {
    case run = 1
    case load, capture, restore
  }

  /// The command with its length in front, as it goes through the channel.
  public var frame: [UInt8] {
    var writer = ByteWriter()
    switch self {
    case .run(let library, let entryPoint, let seed, let memoryLimit):
      writer.write(Kind.run.rawValue)
      writer.write(library)
      writer.write(entryPoint)
      writer.write(seed)
      writer.write(memoryLimit)
    case .load(let library):
      writer.write(Kind.load.rawValue)
      writer.write(library)
    case .capture(let atoms, let folder, let storageLimit):
      writer.write(Kind.capture.rawValue)
      writer.write(UInt32(atoms.count))
      for atom in atoms { writer.write(atom) }
      writer.write(folder)
      writer.write(storageLimit)
    case .restore(let restorations):
      writer.write(Kind.restore.rawValue)
      writer.write(UInt32(restorations.count))
      for restoration in restorations {
        writer.write(restoration.bindings)
        writer.write(restoration.file)
      }
    }
    var frame = ByteWriter()
    frame.write(writer.bytes)
    return frame.bytes
  }

  /// Reads a command without its length.
  public init(bytes: some Collection<UInt8>) throws(MalformedMessage) {
    var reader = ByteReader(bytes)
    guard let kind = Kind(rawValue: try reader.read()) else { throw MalformedMessage() }
    switch kind {
    case .run:
      self = .run(
        library: try reader.readString(), entryPoint: try reader.readString(),
        seed: try reader.read(), memoryLimit: try reader.read())
    case .load: self = .load(library: try reader.readString())
    case .capture:
      var atoms: [[BindingID]] = []
      for _ in 0..<(try reader.read(UInt32.self)) { atoms.append(try reader.readBindings()) }
      self = .capture(
        atoms: atoms, folder: try reader.readString(), storageLimit: try reader.read())
    case .restore:
      var restorations: [Restoration] = []
      for _ in 0..<(try reader.read(UInt32.self)) {
        restorations.append(
          Restoration(bindings: try reader.readBindings(), file: try reader.readString()))
      }
      self = .restore(restorations)
    }
  }
}

extension ByteWriter {
  fileprivate mutating func write(_ bindings: [BindingID]) {
    write(UInt32(bindings.count))
    for binding in bindings {
      write(binding.module)
      write(binding.name)
    }
  }
}

extension ByteReader {
  fileprivate mutating func readBindings() throws(MalformedMessage) -> [BindingID] {
    var bindings: [BindingID] = []
    for _ in 0..<(try read(UInt32.self)) {
      bindings.append(BindingID(module: try readString(), name: try readString()))
    }
    return bindings
  }
}
