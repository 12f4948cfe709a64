/// How observations go through the channel, and into files.
extension Observations {
  public var bytes: [UInt8] {
    var writer = ByteWriter()
    writer.write(UInt32(inputs.count))
    for input in inputs { writer.write(input) }
    writer.write(UInt32(writes.count))
    for change in writes {
      writer.write(change.path)
      writer.write(change.before)
      writer.write(change.after)
    }
    writer.write(UInt32(unrepeatable.count))
    for reason in unrepeatable { writer.write(reason) }
    writer.write(changesProcess)
    writer.write(drawsRandomness)
    return writer.bytes
  }

  public init(bytes: some Collection<UInt8>) throws(MalformedMessage) {
    var reader = ByteReader(bytes)
    for _ in 0..<(try reader.read(UInt32.self)) { inputs.append(try reader.readObservation()) }
    for _ in 0..<(try reader.read(UInt32.self)) {
      writes.append(
        FileChange(
          path: try reader.readString(), before: try reader.readState(),
          after: try reader.readState()))
    }
    for _ in 0..<(try reader.read(UInt32.self)) { unrepeatable.append(try reader.readString()) }
    changesProcess = try reader.readBool()
    drawsRandomness = try reader.readBool()
  }
}

private enum ObservationKind: UInt8 {
  case file = 1
  case absent, unreadable, kind, status, access, link, resolved, listing
  case variable, missingVariable, currentFolder
}

private enum StateKind: UInt8 {
  case absent = 1
  case file, folder, link, other
}

extension ByteWriter {
  private mutating func write(_ kind: ObservationKind, _ path: String) {
    write(kind.rawValue)
    write(path)
  }

  fileprivate mutating func write(_ flag: Bool) { write(UInt8(flag ? 1 : 0)) }

  fileprivate mutating func write(_ observation: Observation) {
    switch observation {
    case .file(let path, let digest):
      write(.file, path)
      write(digest)
    case .absent(let path): write(.absent, path)
    case .unreadable(let path): write(.unreadable, path)
    case .status(let path, let status):
      write(status.details == nil ? .kind : .status, path)
      write(status.kind.rawValue)
      if let details = status.details {
        write(details.size)
        write(details.permissions)
        write(details.modified)
      }
    case .access(let path, let mode, let isGranted):
      write(.access, path)
      write(mode)
      write(isGranted)
    case .link(let path, let target):
      write(.link, path)
      write(target)
    case .resolved(let path, let result):
      write(.resolved, path)
      write(result)
    case .listing(let path, let digest):
      write(.listing, path)
      write(digest)
    case .environment(let name, let value):
      write(value == nil ? .missingVariable : .variable, name)
      if let value { write(value) }
    case .currentFolder(let path): write(.currentFolder, path)
    }
  }

  fileprivate mutating func write(_ state: FileState) {
    let (kind, text): (StateKind, String?) =
      switch state {
      case .absent: (.absent, nil)
      case .file(let digest): (.file, digest)
      case .folder: (.folder, nil)
      case .link(let target): (.link, target)
      case .other: (.other, nil)
      }
    write(kind.rawValue)
    if let text { write(text) }
  }
}

extension ByteReader {
  fileprivate mutating func readBool() throws(MalformedMessage) -> Bool {
    try read(UInt8.self) != 0
  }

  fileprivate mutating func readObservation() throws(MalformedMessage) -> Observation {
    guard let kind = ObservationKind(rawValue: try read()) else { throw MalformedMessage() }
    let path = try readString()
    switch kind {
    case .file: return .file(path: path, digest: try readString())
    case .absent: return .absent(path: path)
    case .unreadable: return .unreadable(path: path)
    case .kind: return .status(path: path, FileStatus(kind: try readKind()))
    case .status:
      let kind = try readKind()
      let details = FileStatus.Details(
        size: try read(), permissions: try read(), modified: try read())
      return .status(path: path, FileStatus(kind: kind, details: details))
    case .access:
      return .access(path: path, mode: try read(), isGranted: try readBool())
    case .link: return .link(path: path, target: try readString())
    case .resolved: return .resolved(path: path, result: try readString())
    case .listing: return .listing(path: path, digest: try readString())
    case .variable: return .environment(name: path, value: try readString())
    case .missingVariable: return .environment(name: path, value: nil)
    case .currentFolder: return .currentFolder(path: path)
    }
  }

  private mutating func readKind() throws(MalformedMessage) -> FileStatus.Kind {
    guard let kind = FileStatus.Kind(rawValue: try read()) else { throw MalformedMessage() }
    return kind
  }

  fileprivate mutating func readState() throws(MalformedMessage) -> FileState {
    guard let kind = StateKind(rawValue: try read()) else { throw MalformedMessage() }
    switch kind {
    case .absent: return .absent
    case .file: return .file(digest: try readString())
    case .folder: return .folder
    case .link: return .link(target: try readString())
    case .other: return .other
    }
  }
}
