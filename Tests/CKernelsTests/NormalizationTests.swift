import CKernels
import Testing

extension KernelTests {
  /// Channels of one element each are taken several at once: to the bits of one after the other.
  @Suite struct NormalizationTests {
    private struct Sample {
      let batch = 9
      let channels: Int
      let x, dy: [Float]

      init(channels: Int) {
        self.channels = channels
        x = (0..<batch * channels).map { Float($0 * 7919 % 1013) / 127 - 3 }
        dy = (0..<batch * channels).map { Float($0 * 6101 % 997) / 211 - 2 }
      }

      func channel(_ values: [Float], _ channel: Int) -> [Float] {
        (0..<batch).map { values[$0 * channels + channel] }
      }
    }

    @Test(arguments: [1, 63, 64, 65, 3136], [1, 2] as [Int32])
    func statistics(channels: Int, threads: Int32) {
      let sample = Sample(channels: channels)
      var mean = [Float](repeating: 0, count: channels)
      var variance = mean
      withThreads(threads) {
        kernels_batch_statistics(sample.x, sample.batch, channels, 1, &mean, &variance)
      }
      for channel in 0..<channels {
        let values = sample.channel(sample.x, channel)
        let count = Double(values.count)
        let expected = Float(values.reduce(0.0) { $0 + Double($1) } / count)
        let squares = values.reduce(0.0) { sum, value in
          let distance = value - expected
          return sum + Double(distance * distance)
        }
        #expect(mean[channel] == expected)
        #expect(variance[channel] == Float(squares / count))
      }
    }

    /// The gradient of each channel is that of the channel alone, with its elements side by side.
    @Test(arguments: [1, 65, 3136]) func gradients(channels: Int) {
      let sample = Sample(channels: channels)
      let mean = [Float](repeating: 0.5, count: channels)
      let inverse = [Float](repeating: 0.25, count: channels)
      let weight = (0..<channels).map { 1 + Float($0 % 7) }
      var dx = [Float](repeating: 0, count: sample.x.count)
      var dweight = mean
      var dbias = mean
      kernels_batch_norm_gradient(
        sample.x, sample.dy, sample.batch, channels, 1, mean, inverse, weight, &dx, &dweight,
        &dbias)
      for channel in 0..<channels {
        let (x, dy) = (sample.channel(sample.x, channel), sample.channel(sample.dy, channel))
        var alone = [Float](repeating: 0, count: sample.batch)
        var (scale, shift): (Float, Float) = (0, 0)
        kernels_batch_norm_gradient(
          x, dy, 1, 1, sample.batch, [mean[channel]], [inverse[channel]], [weight[channel]],
          &alone, &scale, &shift)
        #expect(zip(sample.channel(dx, channel), alone).allSatisfy { abs($0 - $1) < 1e-5 })
        #expect(abs(dweight[channel] - scale) < 1e-4)
        #expect(abs(dbias[channel] - shift) < 1e-4)
      }
    }
  }
}
