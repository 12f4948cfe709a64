import Tensors

/// Named tensors in a file of the safetensors format (github.com/huggingface/safetensors), as models
/// are kept and exchanged.
///
///     let file = try SafetensorsFile("vgg16.safetensors")
///     file.names                       // ["conv1_1.bias", "conv1_1.weight", …]
///     let weight = try file.tensor("conv1_1.weight")
///
/// Numbers become what tensors have: F32, F16 and BF16 become Float32, I32 and I64 become Int32,
/// BOOL stays a mask.
public struct SafetensorsFile: Sendable {
  public let path: String
  private let header: SafetensorsHeader
  /// Where the data begins in the file.
  private let dataOffset: Int

  /// Reads and checks the header; the tensors are read when they are asked for.
  public init(_ path: String) throws(DataFileError) {
    let file = try OpenFile(path)
    let count = Int(
      clamping: try file.bytes(8, at: 0).reversed().reduce(0) { $0 << 8 | UInt64($1) })
    guard count <= min(SafetensorsHeader.sizeLimit, file.size - 8) else {
      throw DataFileError(
        path, .byte(0), "a header of \(count) bytes in a file of \(file.size)")
    }
    dataOffset = 8 + count
    header = try SafetensorsHeader(
      file.bytes(count, at: 8), at: 8, dataSize: file.size - dataOffset, path: path)
    self.path = path
  }

  /// The names of the tensors in the order of their bytes.
  public var names: [String] { header.entries.keys.sorted() }

  /// What the file says about itself.
  public var metadata: [String: String] { header.metadata }

  /// The shape of a tensor; nil if there is none of that name.
  public func shape(of name: String) -> Shape? { header.entries[name]?.shape }

  /// Reads a tensor.
  public func tensor(_ name: String) throws(DataFileError) -> Tensor {
    guard let entry = header.entries[name] else {
      throw DataFileError(path, .file, "no tensor '\(name)'")
    }
    let elements = TensorElements(path: path, name: name, entry, dataOffset: dataOffset)
    return switch entry.type {
    case .float32: try elements.floats()
    case .float16: try elements.floats { Float(Float16(bitPattern: $0)) }
    case .bfloat16: try elements.floats { Float(bitPattern: UInt32($0) << 16) }
    case .int32: try elements.integers(Int32.self)
    case .int64: try elements.integers(Int64.self)
    case .bool: try elements.booleans()
    default: throw elements.error("is of type \(entry.type.rawValue), which is not supported")
    }
  }

  /// Reads all tensors.
  public func tensors() throws(DataFileError) -> [String: Tensor] {
    var tensors: [String: Tensor] = [:]
    for name in names { tensors[name] = try tensor(name) }
    return tensors
  }
}
