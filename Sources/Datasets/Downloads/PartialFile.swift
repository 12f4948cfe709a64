internal import CDownload
internal import Glibc

/// A file that is being downloaded: `NAME.part` beside the place that it will take. What an
/// interrupted download has brought stays there, and the next one goes on behind it.
final class PartialFile {
  /// No data set has a larger file; a server that sends more is not believed.
  private static let sizeLimit = 1 << 30

  enum Outcome {
    case finished
    /// The server doesn't go on where the file ends.
    case notResumable
    case failed(String)
  }

  let path: String
  private(set) var count: Int
  private let destination: String
  private let descriptor: Int32
  private let report: (_ count: Int, _ total: Int?) -> Void
  /// Why bytes could not be kept.
  private var problem: String?

  /// - Parameter report: Gets the number of bytes that are there, and of all if it is known.
  init(for destination: String, report: @escaping (Int, Int?) -> Void) throws(DataFileError) {
    self.destination = destination
    self.report = report
    path = destination + ".part"
    descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw DataFileError(path, .file, OpenFile.lastProblem) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw DataFileError(path, .file, "another download is writing it")
    }
    count = Int(lseek(descriptor, 0, SEEK_END))
  }

  deinit { close(descriptor) }

  /// Downloads what is missing.
  func download(from url: String) -> Outcome {
    problem = nil
    var request = download_request()
    request.offset = UInt64(count)
    request.context = Unmanaged.passUnretained(self).toOpaque()
    request.receive = { context, bytes, count, total in
      Unmanaged<PartialFile>.fromOpaque(context!).takeUnretainedValue()
        .append(UnsafeRawBufferPointer(start: bytes, count: count), total: Int(total))
    }
    var message = [CChar](repeating: 0, count: Int(DOWNLOAD_PROBLEM_SIZE))
    let status = url.withCString { url in
      request.url = url
      return download_file(&request, &message)
    }
    switch status {
    case DOWNLOAD_FINISHED: return .finished
    case DOWNLOAD_NOT_RESUMABLE: return .notResumable
    default:
      return .failed(
        problem
          ?? String(decoding: message.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self))
    }
  }

  /// Begins anew.
  func clear() throws(DataFileError) {
    guard ftruncate(descriptor, 0) == 0 else {
      throw DataFileError(path, .file, OpenFile.lastProblem)
    }
    count = 0
  }

  /// Gives the file its name.
  func complete() throws(DataFileError) {
    guard fsync(descriptor) == 0, rename(path, destination) == 0 else {
      throw DataFileError(destination, .file, OpenFile.lastProblem)
    }
  }

  private func append(_ bytes: UnsafeRawBufferPointer, total: Int) -> Bool {
    guard count + bytes.count <= Self.sizeLimit else {
      problem = "it is larger than \(Self.sizeLimit) bytes"
      return false
    }
    guard write(descriptor, bytes.baseAddress, bytes.count) == bytes.count else {
      problem = "\(path): \(OpenFile.lastProblem)"
      return false
    }
    count += bytes.count
    report(count, total < 0 ? nil : total)
    return true
  }
}
