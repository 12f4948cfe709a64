import Synchronization

/// How far a training has come.
public struct TrainingProgress: Sendable {
  public let epoch, epochs: Int
  public let batch, batches: Int
  /// Of the epoch's batches so far.
  public let training: Evaluation
  /// After the last epoch that is through.
  public let validation: Evaluation?
  public let samplesPerSecond: Double
  /// Until all epochs are through.
  public let secondsLeft: Double

  /// From 0 to 1.
  public var fraction: Double {
    (Double(epoch - 1) + Double(batch) / Double(batches)) / Double(epochs)
  }

  /// In a struct, since a bare function in a `Mutex` gains a layer of calls each time it is looked at.
  private struct Installed {
    let receive: @Sendable (TrainingProgress) -> Void
  }

  private static let installed = Mutex<Installed?>(nil)

  /// Sends the progress of all trainings to `receiver`, a few times a second; `nil` goes back to
  /// standard error.
  public static func install(_ receiver: (@Sendable (TrainingProgress) -> Void)?) {
    installed.withLock { $0 = receiver.map(Installed.init) }
  }

  /// Whether somebody else than the terminal is told.
  static var hasReceiver: Bool { installed.withLock { $0 != nil } }

  func send() { Self.installed.withLock { $0 }?.receive(self) }
}

extension TrainingProgress: CustomStringConvertible {
  /// `epoch 3/10, 120/430: loss 0.0412, accuracy 0.9870, 41,200 samples/s, 12 s left`.
  public var description: String {
    "epoch \(epoch)/\(epochs), \(batch)/\(batches): \(training.brief)"
      + (validation.map { "; validation: \($0.brief)" } ?? "")
      + "; \(grouped(Int(samplesPerSecond.rounded()))) samples/s, \(time(secondsLeft)) left"
  }
}

/// `12 s`, `3 min 05 s`, `2 h 07 min`.
func time(_ seconds: Double) -> String {
  guard seconds < 1e9 else { return "long" }
  let whole = Int(seconds.rounded())
  func padded(_ number: Int) -> String { (number < 10 ? "0" : "") + "\(number)" }
  return switch whole {
  case ..<60: "\(whole) s"
  case ..<3600: "\(whole / 60) min \(padded(whole % 60)) s"
  default: "\(whole / 3600) h \(padded(whole / 60 % 60)) min"
  }
}

/// A number with that many decimals.
func decimal(_ value: Double, digits: Int) -> String {
  let scale = [1, 10, 100, 1_000, 10_000][digits]
  guard abs(value) < 1e9 else { return "\(value)" }
  let rounded = Int((value * Double(scale)).rounded())
  let rest = String(rounded.magnitude % UInt(scale) + UInt(scale)).dropFirst()
  return (rounded < 0 ? "-" : "") + "\(rounded.magnitude / UInt(scale))"
    + (digits == 0 ? "" : "." + rest)
}
