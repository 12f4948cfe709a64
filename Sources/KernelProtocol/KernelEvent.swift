public import NotebookDisplay

/// What a kernel tells its build. Events arrive in the order in which the cell caused them.
public enum KernelEvent: Hashable, Sendable {
  public enum Stream: UInt8, Hashable, Sendable {
    case stdout = 1
    case stderr = 2
  }

  /// Bytes of a stream: a character may be split between two of them.
  case output(Stream, [UInt8])
  case display(MIMEBundle)
  /// The value of an inline expression, as Markdown.
  case inlineValue(index: Int, markdown: String)
  /// `fraction` is 0 to 1.
  case progress(fraction: Double, message: String)
  /// Where the cell's shared object was loaded.
  case loaded(baseAddress: UInt64)
  case loadFailed(reason: String)
  /// The variables of the unit that is about to finish. None of a unit that threw.
  case declared([DeclaredBinding])
  /// What the cell saw of the world and changed in it; comes before `finished` and `threw`.
  case observed(Observations)
  /// The cell has run to its end, and so have the tasks it started.
  case finished
  /// `trace` are return addresses, innermost first.
  case threw(description: String, trace: [UInt64])
  /// What became of each atom, in the order of the command.
  case captured([Capture])
  case restored
  /// Some bindings may have their new state, and others not.
  case restoreFailed(reason: String)
}

extension KernelEvent {
  /// Numbers on the wire. The streams' are also `FRAME_…` in kernel_hooks.h.
  private enum Kind: UInt8 {
    case stdout = 1
    case stderr, display, inlineValue, progress, loaded, loadFailed, finished, threw
    case declared, observed, captured, restored, restoreFailed
  }

  /// The event's kind and payload; the channel adds the length.
  public var message: (kind: UInt8, payload: [UInt8]) {
    var writer = ByteWriter()
    let kind: Kind
    switch self {
    case .output(let stream, let bytes):
      return (stream.rawValue, bytes)
    case .display(let bundle):
      kind = .display
      writer.write(bundle)
    case .inlineValue(let index, let markdown):
      kind = .inlineValue
      writer.write(UInt32(index))
      writer.write(markdown)
    case .progress(let fraction, let message):
      kind = .progress
      writer.write(fraction)
      writer.write(message)
    case .loaded(let baseAddress):
      kind = .loaded
      writer.write(baseAddress)
    case .loadFailed(let reason):
      kind = .loadFailed
      writer.write(reason)
    case .observed(let observations):
      return (Kind.observed.rawValue, observations.bytes)
    case .finished:
      kind = .finished
    case .threw(let description, let trace):
      kind = .threw
      writer.write(description)
      writer.write(UInt32(trace.count))
      for address in trace { writer.write(address) }
    case .declared(let bindings):
      kind = .declared
      writer.write(UInt32(bindings.count))
      for binding in bindings { writer.write(binding) }
    case .captured(let captures):
      kind = .captured
      writer.write(UInt32(captures.count))
      for capture in captures { writer.write(capture) }
    case .restored:
      kind = .restored
    case .restoreFailed(let reason):
      kind = .restoreFailed
      writer.write(reason)
    }
    return (kind.rawValue, writer.bytes)
  }

  public init(kind: UInt8, payload: some Collection<UInt8>) throws(MalformedMessage) {
    guard let kind = Kind(rawValue: kind) else { throw MalformedMessage() }
    var reader = ByteReader(payload)
    switch kind {
    case .stdout: self = .output(.stdout, Array(payload))
    case .stderr: self = .output(.stderr, Array(payload))
    case .display: self = .display(try reader.readBundle())
    case .inlineValue:
      self = .inlineValue(
        index: Int(try reader.read(UInt32.self)), markdown: try reader.readString())
    case .progress:
      self = .progress(fraction: try reader.readDouble(), message: try reader.readString())
    case .loaded: self = .loaded(baseAddress: try reader.read())
    case .loadFailed: self = .loadFailed(reason: try reader.readString())
    case .observed: self = .observed(try Observations(bytes: payload))
    case .finished: self = .finished
    case .threw:
      let description = try reader.readString()
      var trace: [UInt64] = []
      for _ in 0..<(try reader.read(UInt32.self)) { trace.append(try reader.read()) }
      self = .threw(description: description, trace: trace)
    case .declared:
      var bindings: [DeclaredBinding] = []
      for _ in 0..<(try reader.read(UInt32.self)) { bindings.append(try reader.readBinding()) }
      self = .declared(bindings)
    case .captured:
      var captures: [Capture] = []
      for _ in 0..<(try reader.read(UInt32.self)) { captures.append(try reader.readCapture()) }
      self = .captured(captures)
    case .restored: self = .restored
    case .restoreFailed: self = .restoreFailed(reason: try reader.readString())
    }
  }
}

extension ByteWriter {
  fileprivate mutating func write(_ bundle: MIMEBundle) {
    write(bundle.role.rawValue)
    write(UInt8(bundle.caption == nil ? 0 : 1))
    if let caption = bundle.caption { write(caption) }
    let types = MIMEBundle.MIMEType.allCases.filter { bundle.representations[$0] != nil }
    write(UInt8(types.count))
    for type in types {
      write(type.rawValue)
      write(bundle.representations[type]!)
    }
  }
}

extension ByteReader {
  fileprivate mutating func readBundle() throws(MalformedMessage) -> MIMEBundle {
    guard let role = MIMEBundle.Role(rawValue: try readString()) else { throw MalformedMessage() }
    let caption = try read(UInt8.self) == 0 ? nil : try readString()
    var bundle = MIMEBundle(plain: "", role: role, caption: caption)
    for _ in 0..<(try read(UInt8.self)) {
      guard let type = MIMEBundle.MIMEType(rawValue: try readString()) else {
        throw MalformedMessage()
      }
      bundle = bundle.adding(try readBytes(), as: type)
    }
    return bundle
  }
}
