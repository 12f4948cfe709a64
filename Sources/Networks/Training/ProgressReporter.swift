internal import CKernels
internal import Glibc

/// Tells whoever waits for a training how far it is: a notebook, or else the terminal. The one place
/// where time is measured; nothing that is computed depends on it.
struct ProgressReporter {
  private let epochs, batches, samples: Int
  private let isSilent: Bool
  private let isTerminal = isatty(STDERR_FILENO) == 1
  /// In seconds, as all times here.
  private let start = kernels_progress_clock()
  private var lastReport = kernels_progress_clock()
  private var epochStart = kernels_progress_clock()
  private var validation: Evaluation?

  /// - Parameters:
  ///   - batches: In each epoch.
  ///   - samples: In each epoch.
  init(epochs: Int, batches: Int, samples: Int, isSilent: Bool) {
    self.epochs = epochs
    self.batches = batches
    self.samples = samples
    self.isSilent = isSilent
  }

  mutating func beginEpoch() { epochStart = kernels_progress_clock() }

  /// Called after each batch; reports a few times a second.
  mutating func report(epoch: Int, batch: Int, _ training: @autoclosure () -> Evaluation) {
    guard !isSilent else { return }
    let now = kernels_progress_clock()
    guard batch == batches || now - lastReport > 0.2 else { return }
    lastReport = now
    let progress = progress(epoch: epoch, batch: batch, training())
    if TrainingProgress.hasReceiver {
      progress.send()
    } else if isTerminal {
      write("\r\u{1B}[K\(progress)")
    }
  }

  /// Returns how long the epoch took, in seconds.
  mutating func endEpoch(_ epoch: History.Epoch) -> Double {
    validation = epoch.validation
    let seconds = kernels_progress_clock() - epochStart
    if !isSilent && !TrainingProgress.hasReceiver {
      let validation = epoch.validation.map { "; validation: \($0.brief)" } ?? ""
      write(
        (isTerminal ? "\r\u{1B}[K" : "")
          + "epoch \(epoch.number)/\(epochs): \(epoch.training.brief)\(validation); "
          + "\(decimal(seconds, digits: 1)) s\n")
    }
    return seconds
  }

  /// Leaves no unfinished line behind.
  func end() {
    if !isSilent && isTerminal && !TrainingProgress.hasReceiver { write("\r\u{1B}[K") }
  }

  private func progress(epoch: Int, batch: Int, _ training: Evaluation) -> TrainingProgress {
    let elapsed = max(kernels_progress_clock() - start, 1e-9)
    let done = Double((epoch - 1) * batches + batch)
    let all = Double(epochs * batches)
    return TrainingProgress(
      epoch: epoch, epochs: epochs, batch: batch, batches: batches, training: training,
      validation: validation,
      samplesPerSecond: done / Double(batches) * Double(samples) / elapsed,
      secondsLeft: elapsed / done * (all - done))
  }

  private func write(_ text: String) {
    var text = text
    text.withUTF8 { _ = Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
