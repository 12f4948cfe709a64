import DeepLearning
import Glibc

/// Prepares its data and gives back what one iteration does.
typealias Workload = @Sendable () -> () -> Void

/// Times the engine's work, case by case, as `scripts/bench/engine.py` asks for it: a line
/// `name iterations` on standard input is answered by the seconds that an iteration took.
///
/// What is timed is the API that cells use, in the default mode.
@main
enum EngineBenchmarks {
  static func main() {
    var prepared: [String: () -> Void] = [:]
    while let line = readLine() {
      let words = line.split(separator: " ").map(String.init)
      guard words.count == 2, let iterations = Int(words[1]), iterations > 0,
        let make = workloads[words[0]]
      else {
        print("unknown: \(line)")
        continue
      }
      let work = prepared[words[0]] ?? withSeed(0) { make() }
      prepared[words[0]] = work
      work()
      let start = ContinuousClock.now
      for _ in 0..<iterations { work() }
      let elapsed = start.duration(to: .now) / iterations
      print(Double(elapsed.components.attoseconds) * 1e-18 + Double(elapsed.components.seconds))
      fflush(nil)
    }
  }

  /// The cases by name.
  private static let workloads: [String: Workload] =
    ["nothing": nothing]
    .merging(trainingWorkloads) { $1 }
    .merging(convolutionWorkloads) { $1 }
    .merging(inferenceWorkloads) { $1 }

  /// Tells what the process takes before it does anything.
  @Sendable private static func nothing() -> () -> Void { {} }
}
