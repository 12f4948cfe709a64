import Tensors

/// Some samples of a dataset, in an order of their own.
public struct Subset<Base: MapDataset>: MapDataset {
  public let base: Base
  /// The numbers of the samples in `base`.
  public let indices: [Int]

  public init(of base: Base, at indices: [Int]) {
    require(
      indices.allSatisfy { 0..<base.count ~= $0 },
      "Subset: the samples of the dataset are 0..<\(base.count)")
    self.base = base
    self.indices = indices
  }

  public var count: Int { indices.count }
  public var prefetchCount: Int { base.prefetchCount }

  public subscript(index: Int) -> Base.Sample {
    get throws { try base[indices[index]] }
  }

  public func sample(at index: Int, using generator: inout SeededRandomNumberGenerator) throws
    -> Base.Sample
  {
    try base.sample(at: indices[index], using: &generator)
  }

  public static func collate(_ samples: [Base.Sample]) -> Base.Batch { Base.collate(samples) }

  public func batch(
    at indices: [Int], generator: (_ index: Int) -> SeededRandomNumberGenerator
  ) throws -> Base.Batch {
    try base.batch(at: indices.map { self.indices[$0] }, generator: generator)
  }

  public func selecting(_ indices: [Int]) -> Subset {
    Subset(of: base, at: indices.map { self.indices[$0] })
  }
}
