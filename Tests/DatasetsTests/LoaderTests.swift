import Foundation
import Synchronization
import Tensors
import Testing

@testable import Datasets

/// Samples that are their own numbers, prepared in a time that varies from sample to sample.
private struct Numbers: MapDataset {
  let count: Int
  var prefetchCount = 2
  var delays = false

  subscript(index: Int) -> (Tensor, Tensor) {
    (Tensor([Float(index)], shape: [1]), Tensor([Int32(index)], shape: []))
  }

  func sample(at index: Int, using generator: inout SeededRandomNumberGenerator) -> (Tensor, Tensor)
  {
    if delays { usleep(UInt32.random(in: 0...200)) }
    return (
      Tensor([Float(index), Float.random(in: 0..<1, using: &generator)], shape: [2]),
      Tensor([Int32(index)], shape: [])
    )
  }
}

private struct Failing: MapDataset {
  let count = 10

  subscript(index: Int) -> Tensor {
    get throws {
      if index == 5 { throw DataFileError("picture.jpg", .byte(7), "damaged") }
      return Tensor([Float(index)], shape: [])
    }
  }
}

struct LoaderTests {
  private func order(_ loader: DataLoader<Numbers>) -> [[Int32]] {
    loader.map { $0.1.int32Scalars }
  }

  @Test func batchesCoverAllSamplesInOrder() {
    let loader = Numbers(count: 10).batches(of: 4)
    #expect(loader.count == 3)
    #expect(order(loader) == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]])
    let even = Numbers(count: 10).batches(of: 4, dropLast: true)
    #expect(even.count == 2)
    #expect(order(even) == [[0, 1, 2, 3], [4, 5, 6, 7]])
    #expect(order(Numbers(count: 0).batches(of: 4)) == [])
    #expect(loader.map { $0.0.shape.dimensions } == [[4, 2], [4, 2], [2, 2]])
    #expect(loader.map { $0.1.shape.dimensions } == [[4], [4], [2]])
  }

  @Test func eachPassWithoutASeedHasANewOrder() {
    let loader = Numbers(count: 100).batches(of: 100, shuffled: true)
    let (first, second) = (order(loader)[0], order(loader)[0])
    #expect(first != second)
    #expect(first.sorted() == Array(0..<100))
    #expect(second.sorted() == Array(0..<100))
  }

  @Test func aSeedAndAnEpochFixTheOrder() {
    var loader = Numbers(count: 50).batches(of: 7, shuffled: true, seed: 3)
    let first = order(loader)
    #expect(order(loader) == first)
    #expect(order(Numbers(count: 50).batches(of: 7, shuffled: true, seed: 3)) == first)
    #expect(order(Numbers(count: 50).batches(of: 7, shuffled: true, seed: 4)) != first)
    loader.epoch = 1
    #expect(order(loader) != first)
    #expect(
      order(loader) == order(Numbers(count: 50).batches(of: 7, shuffled: true, seed: 3, epoch: 1)))
  }

  @Test func aScopedSeedFixesTheOrderToo() {
    let loader = Numbers(count: 50).batches(of: 7, shuffled: true)
    let passes = (0..<2).map { _ in withSeed(3) { [order(loader), order(loader)] } }
    #expect(passes[0] == passes[1])
    #expect(passes[0][0] != passes[0][1])
  }

  @Test func prefetchingChangesNothing() {
    func values(_ prefetching: Int, delays: Bool) -> [[Float]] {
      DataLoader(
        Numbers(count: 60, delays: delays), batchSize: 8, shuffle: true, seed: 9,
        prefetching: prefetching
      ).map { $0.0.scalars }
    }
    let expected = values(0, delays: false)
    for prefetching in [1, 2, 5] {
      #expect(values(prefetching, delays: true) == expected)
    }
  }

  @Test func whatIsRandomAboutASampleDoesNotDependOnItsPlace() {
    func noise(_ loader: DataLoader<Numbers>) -> [Float: Float] {
      var noise: [Float: Float] = [:]
      for (x, _) in loader {
        let values = x.scalars
        for row in stride(from: 0, to: values.count, by: 2) { noise[values[row]] = values[row + 1] }
      }
      return noise
    }
    let ordered = noise(Numbers(count: 40).batches(of: 8, seed: 1))
    #expect(noise(Numbers(count: 40).batches(of: 13, shuffled: true, seed: 1)) == ordered)
    #expect(noise(Numbers(count: 40).batches(of: 8, seed: 1, epoch: 1)) != ordered)
    #expect(Set(ordered.values).count == 40)
  }

  @Test func leavingALoopEarlyStopsTheThread() {
    for _ in 0..<50 {
      for (index, _) in Numbers(count: 1000).batches(of: 2).enumerated() where index == 3 { break }
    }
  }

  @Test func noMoreIsPreparedThanAskedFor() {
    let source = CountingSource()
    let prefetcher = Prefetcher(source, capacity: 3)
    _ = prefetcher.next()
    usleep(20_000)
    // One was taken, three are ready, and one waits for room.
    #expect(source.counter.count.withLock { $0 } <= 5)
  }

  private struct CountingSource: IteratorProtocol, Sendable {
    final class Counter: Sendable {
      let count = Mutex(0)
    }
    let counter = Counter()

    func next() -> Int? {
      counter.count.withLock {
        $0 += 1
        return $0
      }
    }
  }

  @Test(arguments: [0, 2])
  func aDamagedSampleIsAnError(prefetching: Int) throws {
    let batches = DataLoader(Failing(), batchSize: 2, prefetching: prefetching).makeIterator()
    #expect(try batches.nextBatch()?.scalars == [0, 1])
    #expect(try batches.nextBatch()?.scalars == [2, 3])
    #expect(problem { _ = try batches.nextBatch() } == "picture.jpg: byte 7: damaged")
    #expect(try batches.nextBatch() == nil)
  }

  @Test func subsetsKeepTheirSamples() throws {
    let data = Numbers(count: 20)
    let (large, small) = data.split(0.75, seed: 5)
    #expect(large.count == 15)
    #expect((large.indices + small.indices).sorted() == Array(0..<20))
    #expect(data.split(0.75, seed: 5).0.indices == large.indices)
    #expect(data.split(0.75, shuffled: false).1.indices == Array(15..<20))
    #expect(data.prefix(3).indices == [0, 1, 2])
    #expect(data.prefix(30).count == 20)
    #expect(try large.prefix(2).selecting([1])[0].1.int32Scalars == [Int32(large.indices[1])])
    let batch = try #require(small.batches(of: 5).first { _ in true })
    #expect(batch.1.int32Scalars == small.indices.map(Int32.init))
  }

  @Test func tensorsAreADataset() {
    let data = TensorDataset(
      Tensor((0..<6).map(Float.init), shape: [3, 2]), Tensor([7, 8, 9] as [Int32], shape: [3]))
    let batches = data.batches(of: 2).map { ($0.scalars, $1.int32Scalars) }
    #expect(batches.map(\.0) == [[0, 1, 2, 3], [4, 5]])
    #expect(batches.map(\.1) == [[7, 8], [9]])
  }
}
