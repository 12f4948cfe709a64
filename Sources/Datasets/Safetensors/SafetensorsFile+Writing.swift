import Tensors

extension SafetensorsFile {
  /// Writes named tensors: Float32 as F32, Int32 as I32, masks as BOOL.
  ///
  /// The same tensors give the same bytes, those that the reference implementation gives. A file
  /// that is there already is replaced when all is written, and stays as it is on an error.
  ///
  /// - Parameter metadata: What the file is to say about itself.
  public static func write(
    _ tensors: [String: Tensor], to path: String, metadata: [String: String] = [:]
  ) throws(DataFileError) {
    require(
      tensors[SafetensorsHeader.metadataKey] == nil,
      "SafetensorsFile.write: a tensor cannot be named \(SafetensorsHeader.metadataKey)")
    let ordered = tensors.sorted { (rank($0.value), $0.key) < (rank($1.value), $1.key) }
    var header = SafetensorsHeader(metadata: metadata)
    var offset = 0
    for (name, tensor) in ordered {
      let type = type(of: tensor)
      let end = offset + tensor.shape.count * type.size
      header.entries[name] = .init(type: type, shape: tensor.shape, range: offset..<end)
      offset = end
    }
    try ReplacedFile.write(to: path) { file throws(DataFileError) in
      try file.append(header.encoded)
      for (_, tensor) in ordered { try append(tensor, to: &file) }
    }
  }

  private static func type(of tensor: Tensor) -> SafetensorsType {
    switch tensor.dtype {
    case .float32: .float32
    case .int32: .int32
    case .bool: .bool
    }
  }

  /// Larger elements come first, so that all are aligned.
  private static func rank(_ tensor: Tensor) -> Int {
    switch tensor.dtype {
    case .float32: 0
    case .int32: 1
    case .bool: 2
    }
  }

  /// Tensors lie in memory as the file wants them: the engine's machines are little-endian.
  private static func append(_ tensor: Tensor, to file: inout ReplacedFile) throws(DataFileError) {
    switch tensor.dtype {
    case .float32: try file.append(tensor.scalars)
    case .int32: try file.append(tensor.int32Scalars)
    case .bool: try file.append(tensor.boolScalars)
    }
  }
}
