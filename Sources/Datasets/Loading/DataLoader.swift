import Tensors

/// Batches of a dataset, one after the other: one pass over it is an epoch.
///
///     for epoch in 1...10 {
///       for (x, y) in DataLoader(data, batchSize: 64, shuffle: true) { … }
///     }
///
/// A loader is a value without memory. Without a seed, each pass draws a new order, which `withSeed`
/// and a notebook's seed fix. With one, the order is that of the seed and of `epoch`: the same at each
/// pass until `epoch` changes. So is what random transforms do, whatever the timing of the threads.
public struct DataLoader<Source: MapDataset>: Sequence, Sendable {
  public let data: Source
  public let batchSize: Int
  public let shuffle: Bool
  /// Whether samples that fill no batch at the end are left out.
  public let dropLast: Bool
  public let seed: UInt64?
  /// Which of the orders that belong to the seed comes next.
  public var epoch: Int
  /// How many batches are prepared ahead on a thread of their own; with 0, each is prepared when it
  /// is asked for.
  public let prefetchCount: Int

  /// - Parameter prefetching: The dataset knows what is good for it.
  public init(
    _ data: Source, batchSize: Int, shuffle: Bool = false, dropLast: Bool = false,
    seed: UInt64? = nil, epoch: Int = 0, prefetching: Int? = nil
  ) {
    require(batchSize > 0, "DataLoader: batches of \(batchSize) samples")
    self.data = data
    self.batchSize = batchSize
    self.shuffle = shuffle
    self.dropLast = dropLast
    self.seed = seed
    self.epoch = epoch
    prefetchCount = prefetching ?? data.prefetchCount
  }

  /// The number of batches.
  public var count: Int {
    dropLast ? data.count / batchSize : (data.count + batchSize - 1) / batchSize
  }

  public var underestimatedCount: Int { count }

  public func makeIterator() -> Iterator { Iterator(self) }

  public struct Iterator: IteratorProtocol {
    private let batches: AnyIterator<Result<Source.Batch, any Error>>

    fileprivate init(_ loader: DataLoader) {
      let pass = LoaderPass(loader)
      batches =
        loader.prefetchCount > 0
        ? AnyIterator(Prefetcher(pass, capacity: loader.prefetchCount)) : AnyIterator(pass)
    }

    /// The next batch. A sample that can't be prepared, such as a damaged image, ends the program
    /// with its error's text: loops over batches would need a `try` otherwise. `nextBatch` throws.
    public func next() -> Source.Batch? {
      do { return try nextBatch() } catch { fatalError("\(error)") }
    }

    /// The next batch, or the error of a sample that can't be prepared; then nil.
    public func nextBatch() throws -> Source.Batch? { try batches.next()?.get() }
  }
}

extension MapDataset {
  /// Batches of the samples, each time they are iterated over; see `DataLoader`.
  ///
  /// - Parameters:
  ///   - size: The number of samples in each but the last batch.
  ///   - shuffled: Whether the order is random.
  ///   - dropLast: Whether samples that fill no batch at the end are left out.
  ///   - seed: Fixes the order, together with `epoch`, and what random transforms do.
  ///   - epoch: Gives another order of the same seed.
  public func batches(
    of size: Int, shuffled: Bool = false, dropLast: Bool = false, seed: UInt64? = nil,
    epoch: Int = 0
  ) -> DataLoader<Self> {
    DataLoader(
      self, batchSize: size, shuffle: shuffled, dropLast: dropLast, seed: seed, epoch: epoch)
  }
}

/// One pass over a dataset: its order, its randomness, and how far it has come.
struct LoaderPass<Source: MapDataset>: IteratorProtocol, Sendable {
  private let data: Source
  private let batchSize: Int
  private let batchCount: Int
  private let order: [Int]?
  private let seed: UInt64
  private let epoch: Int
  private var position = 0

  init(_ loader: DataLoader<Source>) {
    data = loader.data
    batchSize = loader.batchSize
    batchCount = loader.count
    seed = loader.seed ?? RandomKey.next()
    epoch = loader.epoch
    order = loader.shuffle ? sampleOrder(data.count, seed: seed, epoch: epoch) : nil
  }

  /// Prepares the next batch; nil at the end, and after a failure.
  mutating func next() -> Result<Source.Batch, any Error>? {
    guard position < batchCount else { return nil }
    let range = position * batchSize..<min((position + 1) * batchSize, data.count)
    position += 1
    let result = Result {
      try data.batch(at: order.map { Array($0[range]) } ?? Array(range)) { index in
        // The order has a key of its own, the epoch alone.
        SeededRandomNumberGenerator(
          seed: seed, keys: UInt64(bitPattern: Int64(epoch)), UInt64(index))
      }
    }
    if case .failure = result { position = batchCount }
    return result
  }
}
