extension Array where Element == UInt8 {
  /// The bytes that `read` puts into a buffer of `capacity`, as many as it says it has put there.
  init(
    capacity: Int, read: (UnsafeMutableRawBufferPointer) throws(DataFileError) -> Int
  ) throws(DataFileError) {
    var problem: DataFileError?
    self.init(unsafeUninitializedCapacity: capacity) { buffer, count in
      do throws(DataFileError) {
        count = try read(
          UnsafeMutableRawBufferPointer(
            rebasing: UnsafeMutableRawBufferPointer(buffer)[..<capacity]))
      } catch { problem = error }
    }
    if let problem { throw problem }
  }
}
