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
    let offset = dataOffset + entry.range.lowerBound
    let bytes = try OpenFile(path).bytes(entry.range.count, at: offset)
    let elements = TensorBytes(path: path, name: name, offset: offset, bytes: bytes)
    return switch entry.type {
    case .float32:
      Tensor(elements.floats(of: UInt32.self, Float.init(bitPattern:)), shape: entry.shape)
    case .float16:
      Tensor(
        elements.floats(of: UInt16.self) { Float(Float16(bitPattern: $0)) }, shape: entry.shape)
    case .bfloat16:
      Tensor(
        elements.floats(of: UInt16.self) { Float(bitPattern: UInt32($0) << 16) }, shape: entry.shape
      )
    case .int32: Tensor(try elements.integers(of: Int32.self), shape: entry.shape)
    case .int64: Tensor(try elements.integers(of: Int64.self), shape: entry.shape)
    case .bool: Tensor(try elements.booleans(), shape: entry.shape)
    default:
      throw DataFileError(
        path, .byte(offset),
        "tensor '\(name)' is of type \(entry.type.rawValue), which is not supported")
    }
  }

  /// Reads all tensors.
  public func tensors() throws(DataFileError) -> [String: Tensor] {
    var tensors: [String: Tensor] = [:]
    for name in names { tensors[name] = try tensor(name) }
    return tensors
  }
}
