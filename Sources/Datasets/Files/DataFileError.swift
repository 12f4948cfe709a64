/// A data file that can't be used: missing, damaged, or not what it claims to be.
///
/// Its text names the file, the place and the problem:
/// `train-images.gz: byte 4: 60000×28×28 items are more than the file can hold`.
public struct DataFileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Where in a file a problem was noticed.
  public enum Place: Hashable, Sendable {
    /// The file as a whole.
    case file
    /// Bytes from the file's start; in a compressed file, from the start of what it unpacks to.
    case byte(Int)
    /// The first line is 1.
    case line(Int)
  }

  public let path: String
  public let place: Place
  public let problem: String

  public init(_ path: String, _ place: Place = .file, _ problem: String) {
    self.path = path
    self.place = place
    self.problem = problem
  }

  public var description: String {
    switch place {
    case .file: "\(path): \(problem)"
    case .byte(let offset): "\(path): byte \(offset): \(problem)"
    case .line(let line): "\(path): line \(line): \(problem)"
    }
  }
}
