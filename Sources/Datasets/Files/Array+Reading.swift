extension Array where Element: BitwiseCopyable {
  /// As many elements as fit into what `read` says it has put into a buffer for `capacity`.
  init(
    capacity: Int, read: (UnsafeMutableRawBufferPointer) throws(DataFileError) -> Int
  ) throws(DataFileError) {
    var problem: DataFileError?
    self.init(unsafeUninitializedCapacity: capacity) { buffer, count in
      let bytes = UnsafeMutableRawBufferPointer(
        UnsafeMutableBufferPointer(rebasing: buffer[..<capacity]))
      do throws(DataFileError) {
        count = try read(bytes) / MemoryLayout<Element>.stride
      } catch { problem = error }
    }
    if let problem { throw problem }
  }

  /// `count` elements, which `fill` has to put into a buffer.
  init(
    count: Int, fill: (UnsafeMutableRawBufferPointer) throws(DataFileError) -> Void
  ) throws(DataFileError) {
    try self.init(capacity: count) { buffer throws(DataFileError) in
      try fill(buffer)
      return buffer.count
    }
  }
}
