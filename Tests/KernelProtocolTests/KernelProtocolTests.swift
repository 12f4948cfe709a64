import KernelProtocol
import NotebookDisplay
import Testing

@Suite struct KernelProtocolTests {
  static let events: [KernelEvent] = [
    .output(.stdout, [0x61, 0xff, 0, 10]), .output(.stderr, []),
    .display(MIMEBundle(plain: "3")),
    .display(
      MIMEBundle(plain: "図", role: .figure, caption: "*a*")
        .adding("<b>", as: .html).adding([0x89, 0x50], as: .png)),
    .inlineValue(index: 7, markdown: "1,000"), .progress(fraction: 0.25, message: "epoch 1"),
    .loaded(baseAddress: .max), .loadFailed(reason: "undefined symbol: $s"), .finished,
    .observed(Observations()), .observed(observations),
    .threw(description: "Bad()", trace: [1, .max, 0]), .threw(description: "", trace: []),
    .declared([]),
    .declared([
      DeclaredBinding(name: "x", holdsReferences: false),
      DeclaredBinding(name: "log", holdsReferences: true, opacity: "'log' holds a closure"),
    ]),
    .captured([
      .snapshot(digest: "0f", file: "0f.state", byteCount: 1 << 33), .unstored(digest: "1e"),
      .opaque(reason: "'log' holds a closure"),
    ]),
    .restored, .restoreFailed(reason: "damaged"),
  ]

  static let commands: [KernelCommand] = [
    .run(library: "/tmp/é/Cell_a.so", entryPoint: "Cell_a_main", seed: .max, memoryLimit: 1 << 40),
    .load(library: "/tmp/Cell_a.so"),
    .capture(
      atoms: [
        [BindingID(module: "Cell_a", name: "x"), BindingID(module: "Cell_b", name: "y")], [],
      ], folder: "/tmp/states", storageLimit: 1 << 40),
    .restore([
      Restoration(bindings: [BindingID(module: "Cell_a", name: "x")], file: "/tmp/states/0f.state")
    ]),
  ]

  static var observations: Observations {
    var observations = Observations()
    let details = FileStatus.Details(size: .max, permissions: 0o644, modified: -1)
    observations.inputs = [
      .file(path: "/a", digest: "e3b0"), .absent(path: "/図"), .unreadable(path: "/locked/b"),
      .status(path: "/a", FileStatus(kind: .folder)),
      .status(path: "/a", FileStatus(kind: .other, details: details)),
      .access(path: "/a", mode: 6, isGranted: true), .link(path: "/l", target: "../a"),
      .resolved(path: "/l", result: "/a"),
      .listing(path: "/", digest: "c4ca"), .environment(name: "HOME", value: ""),
      .environment(name: "X", value: nil), .currentFolder(path: "/work"),
    ]
    let states: [FileState] = [
      .absent, .file(digest: "0cc1"), .folder, .link(target: "x"), .other,
    ]
    observations.writes = zip(states, states.reversed()).map {
      FileChange(path: "/out", before: $0, after: $1)
    }
    observations.unrepeatable = ["reads the clock", ""]
    observations.changesProcess = true
    return observations
  }

  @Test(arguments: events) func eventRoundTrip(_ event: KernelEvent) throws {
    let (kind, payload) = event.message
    #expect(try KernelEvent(kind: kind, payload: payload) == event)
  }

  @Test(arguments: commands) func commandRoundTrip(_ command: KernelCommand) throws {
    let frame = command.frame
    let count = frame.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    #expect(count == frame.count - 4)
    #expect(try KernelCommand(bytes: frame.dropFirst(4)) == command)
  }

  @Test func crashReportHasTheLayoutOfTheC() throws {
    func words(_ values: UInt32...) -> [UInt8] {
      values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
    }
    let address: [UInt8] = [1, 2, 0, 0, 0, 0, 0, 0x80]
    let crash = try CrashReport(bytes: words(1, 11, 0, 1) + address)
    #expect(crash.cause == .signal(11))
    #expect(crash.trace == [0x8000_0000_0000_0201])
    #expect(try CrashReport(bytes: words(1, 11, 1, 0)).cause == .stackOverflow)
    #expect(try CrashReport(bytes: words(2, 3, 0, 0)).cause == .exit(status: 3))
    #expect(try CrashReport(bytes: words(2, .max, 0, 0)).cause == .exit(status: -1))
    #expect(try CrashReport(bytes: words(3, 10, 0, 0)).cause == .interrupted)
    #expect(throws: MalformedMessage.self) { try CrashReport(bytes: words(9, 0, 0, 0)) }
    #expect(throws: MalformedMessage.self) { try CrashReport(bytes: words(1, 11, 0, 2) + address) }
  }

  /// Whatever arrives, a decoder throws or gives a value; it neither crashes nor reads outside.
  @Test func decodersTakeAnything() {
    var generator = SplitMix64(state: 20)
    let kinds =
      Self.events.map(\.message) + Self.commands.map { (0, Array($0.frame.dropFirst(4))) }
    for _ in 0..<20_000 {
      var (kind, bytes) = kinds.randomElement(using: &generator)!
      for _ in 0..<Int.random(in: 0...3, using: &generator) where !bytes.isEmpty {
        bytes[Int.random(in: bytes.indices, using: &generator)] = .random(
          in: 0...255, using: &generator)
      }
      bytes.removeLast(Int.random(in: 0...bytes.count, using: &generator) / 2)
      if Bool.random(using: &generator) { kind = .random(in: 0...16, using: &generator) }
      _ = try? KernelEvent(kind: kind, payload: bytes)
      _ = try? KernelCommand(bytes: bytes)
      _ = try? CrashReport(bytes: bytes)
      // A slice does not begin at 0.
      _ = try? KernelEvent(kind: kind, payload: bytes.dropFirst())
    }
  }
}

/// SplitMix64: the same numbers each time.
private struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
