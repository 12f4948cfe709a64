import Tensors

/// Samples that are found by their number: what PyTorch calls a map-style dataset.
///
/// A type of one's own says how many samples there are and gives one:
///
///     struct Sines: MapDataset {
///       let count = 1000
///       subscript(index: Int) -> (Tensor, Tensor) {
///         let x = Float(index) / 100
///         return (Tensor([x], shape: [1]), Tensor([sin(x)], shape: [1]))
///       }
///     }
///     for (x, y) in DataLoader(Sines(), batchSize: 32, shuffle: true) { … }
///
/// Samples that are tensors, pairs of tensors or labelled images are put into batches by stacking
/// them; for others, `collate` says how.
public protocol MapDataset<Sample>: Sendable {
  associatedtype Sample: Sendable
  associatedtype Batch: Sendable
  associatedtype Selection: MapDataset = Subset<Self>

  /// The number of samples.
  var count: Int { get }

  /// A sample, from 0 up to `count`. Loaders call it on a thread of their own.
  subscript(index: Int) -> Sample { get throws }

  /// A sample whose preparation is random, such as an image that is cropped somewhere; by default
  /// the sample as it is.
  ///
  /// - Parameter generator: All randomness comes from it, so that a seed gives the same samples
  ///   whatever the order in which they are prepared.
  func sample(at index: Int, using generator: inout SeededRandomNumberGenerator) throws -> Sample

  /// Puts samples, of which there is at least one, into a batch.
  static func collate(_ samples: [Sample]) -> Batch

  /// A batch of the samples with these numbers; by default, they are collated.
  ///
  /// - Parameter generator: Gives the generator of a sample.
  func batch(
    at indices: [Int], generator: (_ index: Int) -> SeededRandomNumberGenerator
  ) throws -> Batch

  /// How many batches loaders prepare ahead, unless told otherwise: 2 by default. Worth a thread
  /// wherever samples are read or computed, but not where they only have to be copied.
  var prefetchCount: Int { get }

  /// The samples with these numbers, in this order.
  func selecting(_ indices: [Int]) -> Selection
}

extension MapDataset {
  public var prefetchCount: Int { 2 }

  public func sample(at index: Int, using generator: inout SeededRandomNumberGenerator) throws
    -> Sample
  {
    try self[index]
  }

  public func batch(
    at indices: [Int], generator: (_ index: Int) -> SeededRandomNumberGenerator
  ) throws -> Batch {
    Self.collate(
      try indices.map { index in
        var generator = generator(index)
        return try sample(at: index, using: &generator)
      })
  }

  /// The first samples, `count` of them or all if there are fewer.
  public func prefix(_ count: Int) -> Selection { selecting(Array(0..<min(count, self.count))) }

  /// Two parts of the samples, the first one with `fraction` of them.
  ///
  /// - Parameters:
  ///   - fraction: From 0 to 1.
  ///   - shuffled: Whether chance decides which sample comes to which part; otherwise the first
  ///     ones come to the first.
  ///   - seed: The same seed gives the same parts. By default they differ from call to call.
  public func split(
    _ fraction: Double, shuffled: Bool = true, seed: UInt64? = nil
  ) -> (Selection, Selection) {
    require(0...1 ~= fraction, "split: \(fraction) is no fraction from 0 to 1")
    let order =
      shuffled ? sampleOrder(count, seed: seed ?? RandomKey.next(), epoch: 0) : Array(0..<count)
    let size = Int((fraction * Double(count)).rounded())
    return (selecting(Array(order[..<size])), selecting(Array(order[size...])))
  }
}

extension MapDataset where Selection == Subset<Self> {
  public func selecting(_ indices: [Int]) -> Subset<Self> { Subset(of: self, at: indices) }
}

extension MapDataset where Sample == Tensor {
  /// Stacks the samples along a new first dimension.
  public static func collate(_ samples: [Tensor]) -> Tensor { .stack(samples) }
}

extension MapDataset where Sample == (Tensor, Tensor) {
  /// Stacks both parts of the samples along a new first dimension.
  public static func collate(_ samples: [(Tensor, Tensor)]) -> (Tensor, Tensor) {
    (.stack(samples.map(\.0)), .stack(samples.map(\.1)))
  }
}
