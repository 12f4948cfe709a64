import Synchronization

/// What came out of compiling a unit.
struct CompilationRecord: Codable, Sendable {
  var adjustments: CellSource.Adjustments
  var messages: [CompilerMessage]
  var object: UnitObject
  /// The digest of the module file: of what later units can know of this one.
  var interface: Digest
  var module: Store.Blob?
  var library: Store.Blob?
}

/// The compiled units of a build, and those that earlier builds have left.
final class CompilationCache: Sendable {
  private let store: Store?
  private let usesEarlier: Bool
  private let records = Mutex<[Int: CompilationRecord]>([:])

  /// - Parameters:
  ///   - store: `nil` for a build that uses nothing of earlier ones, and keeps nothing.
  ///   - usesEarlier: whether what earlier builds have compiled is used.
  init(store: Store?, usesEarlier: Bool = true) {
    self.store = store
    self.usesEarlier = usesEarlier
  }

  /// Looks for what an earlier build has compiled, and takes it for a unit of this one.
  func use(_ key: Digest, for index: Int) -> CompilationRecord? {
    guard usesEarlier, let record = store?.record(CompilationRecord.self, for: key) else {
      return nil
    }
    records.withLock { $0[index] = record }
    return record
  }

  /// `nil` for a unit that could not be compiled.
  func record(of index: Int) -> CompilationRecord? { records.withLock { $0[index] } }

  func content(of product: CellCompiler.Product, in record: CompilationRecord) -> [UInt8]? {
    let blob =
      switch product {
      case .module: record.module
      case .library: record.library
      }
    return blob.flatMap { store?.content(of: $0) }
  }

  /// Notes what was compiled.
  ///
  /// - Parameter filesAt: the path of the files, without their extensions.
  func keep(
    filesAt path: String, object: UnitObject, _ adjustments: CellSource.Adjustments,
    _ messages: [CompilerMessage], key: Digest?, for index: Int
  ) throws(CellCompiler.Failure) -> CompilationRecord {
    guard let module = FileAccess.read("\(path).swiftmodule")?.bytes,
      let library = FileAccess.read("\(path).so")?.bytes
    else { throw CellCompiler.Failure(message: "what the compiler has written can't be read") }
    var record = CompilationRecord(
      adjustments: adjustments, messages: messages, object: object, interface: Digest(of: module))
    if let store, let key {
      record.module = store.put(module)
      record.library = store.put(library)
      if record.module != nil, record.library != nil { store.save(record, for: key) }
    }
    records.withLock { $0[index] = record }
    return record
  }
}
