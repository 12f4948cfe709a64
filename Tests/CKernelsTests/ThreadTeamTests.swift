import CKernels
import Foundation
import Testing

extension KernelTests {
  @Suite struct ThreadTeamTests {
    /// Adds one to each element that it is called for.
    private let increment: @convention(c) (UnsafeMutableRawPointer?, Int) -> Void = {
      context, index in
      context!.assumingMemoryBound(to: Int32.self)[index] += 1
    }

    @Test(arguments: [1, 2, 3, 7], [0, 1, 2, 1000])
    func eachIndexIsVisitedOnce(threads: Int32, count: Int) {
      withThreads(threads) {
        var visits = [Int32](repeating: 0, count: count)
        for _ in 0..<100 { kernels_parallel_for(count, increment, &visits) }
        #expect(visits.allSatisfy { $0 == 100 })
      }
    }

    @Test func callsFromSeveralThreadsAtOnce() async {
      let complete = await withTaskGroup(of: Bool.self) { group in
        for _ in 0..<4 {
          group.addTask {
            var visits = [Int32](repeating: 0, count: 50)
            for _ in 0..<500 { kernels_parallel_for(50, self.increment, &visits) }
            return visits.allSatisfy { $0 == 500 }
          }
        }
        return await group.allSatisfy { $0 }
      }
      #expect(complete)
    }

    @Test func nestedCalls() {
      var visits = [Int32](repeating: 0, count: 100)
      kernels_parallel_for(
        10,
        { context, outer in
          let row = context!.assumingMemoryBound(to: Int32.self) + outer * 10
          kernels_parallel_for(
            10, { $0!.assumingMemoryBound(to: Int32.self)[$1] += 1 }, row)
        }, &visits)
      #expect(visits.allSatisfy { $0 == 1 })
    }

    /// The child has none of its parent's workers.
    @Test func callsInTheChildOfAFork() {
      withThreads(2) {
        var visits = [Int32](repeating: 0, count: 50)
        kernels_parallel_for(50, increment, &visits)
        let child = forkProcess()
        if child == 0 {
          for _ in 0..<100 { kernels_parallel_for(50, increment, &visits) }
          _exit(visits.allSatisfy { $0 == 101 } ? 0 : 1)
        }
        var status: Int32 = -1
        waitpid(child, &status, 0)
        #expect(status == 0)
      }
    }
  }
}

/// Swift does not import `fork`, as a child may call little; here, that is what is tested.
@_silgen_name("fork") private func forkProcess() -> Int32
