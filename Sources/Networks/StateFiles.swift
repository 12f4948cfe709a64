import Datasets
import Tensors

/// States in files of the safetensors format, as PyTorch's users exchange them.
extension Module {
  /// Writes the values of all parameters and buffers, by the names of ``stateDictionary``. A file that
  /// is there already is replaced when all is written.
  public func save(to path: String) throws(DataFileError) {
    try SafetensorsFile.write(dictionary(stateDictionary), to: path)
  }

  /// Reads the values of all parameters and buffers; also from a file that PyTorch wrote, if
  /// properties are named alike.
  ///
  /// - Parameter strict: Whether there must be a value for each name and no other.
  /// - Throws: `DataFileError` if the file can't be read, and ``StateError`` if names or shapes don't
  ///   fit; nothing is changed then.
  public func load(from path: String, strict: Bool = true) throws {
    try load(SafetensorsFile(path).tensors(), strict: strict)
  }
}

extension Optimizer {
  /// Writes what the optimiser remembers, so that training can go on from there.
  public func save(to path: String) throws(DataFileError) {
    try SafetensorsFile.write(dictionary(stateDictionary), to: path)
  }

  /// Remembers what ``save(to:)`` wrote.
  ///
  /// - Throws: `DataFileError` if the file can't be read, and ``StateError`` if names or shapes don't
  ///   fit; nothing is changed then.
  public func load(from path: String) throws {
    try load(SafetensorsFile(path).tensors())
  }
}

private func dictionary(_ state: [NamedTensor]) -> [String: Tensor] {
  Dictionary(uniqueKeysWithValues: state.map { ($0.name, $0.tensor) })
}
