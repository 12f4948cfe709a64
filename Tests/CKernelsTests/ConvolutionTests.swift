import CKernels
import Testing

extension KernelTests {
  @Suite struct ConvolutionTests {
    static let convolutions: [kernels_convolution] = [
      .init(1, 1, 1, size: (1, 1), kernel: (1, 1)),
      .init(0, 2, 3, size: (4, 4), kernel: (3, 3)),
      .init(2, 3, 5, size: (7, 9), kernel: (3, 2), padding: (1, 0)),
      .init(3, 4, 18, size: (8, 8), kernel: (1, 1)),
      .init(2, 5, 7, size: (9, 9), kernel: (1, 1), stride: (2, 2)),
      .init(2, 3, 20, size: (15, 17), kernel: (7, 7), stride: (2, 2), padding: (3, 3)),
      .init(1, 2, 3, size: (11, 12), kernel: (3, 3), stride: (3, 2), padding: (2, 1)),
      .init(2, 2, 3, size: (12, 10), kernel: (3, 3), padding: (2, 3), dilation: (2, 3)),
      .init(1, 2, 2, size: (13, 14), kernel: (3, 3), stride: (2, 3), dilation: (3, 2)),
      .init(1, 6, 9, size: (6, 5), kernel: (3, 3), padding: (1, 1), groups: 3),
      .init(2, 8, 8, size: (10, 10), kernel: (5, 5), padding: (2, 2), groups: 8),
      .init(2, 4, 8, size: (9, 12), kernel: (3, 3), stride: (2, 1), padding: (1, 1), groups: 4),
      .init(1, 3, 3, size: (20, 45), kernel: (3, 3), padding: (1, 0), groups: 3),
      .init(3, 4, 8, size: (5, 6), kernel: (3, 3), dilation: (1, 2), groups: 4),
      .init(2, 3, 4, size: (1, 40), kernel: (1, 5), stride: (1, 2), padding: (0, 2)),
      .init(1, 2, 2, size: (3, 3), kernel: (2, 2), stride: (5, 5), padding: (1, 1)),
      .init(2, 2, 3, size: (6, 4), kernel: (3, 3), stride: (2, 2), padding: (1, 1)),
      .init(2, 3, 2, size: (10, 40), kernel: (3, 4), stride: (2, 2), padding: (2, 1)),
      // Large enough for fewer multiplications: 3 × 3 taps at stride 1.
      .init(2, 16, 16, size: (16, 16), kernel: (3, 3), padding: (1, 1)),
      .init(3, 17, 10, size: (13, 15), kernel: (3, 3), padding: (0, 2)),
      .init(8, 16, 32, size: (7, 5), kernel: (3, 3), padding: (1, 1)),
      .init(40, 16, 16, size: (3, 2), kernel: (3, 3), padding: (1, 1)),
      .init(1, 36, 36, size: (20, 17), kernel: (3, 3), padding: (2, 1), groups: 2),
      .init(1, 70, 130, size: (14, 14), kernel: (3, 3), padding: (1, 1)),
    ]

    @Test(arguments: convolutions) func forward(c: kernels_convolution) {
      var numbers = Numbers(seed: c.width)
      let x = numbers.next(c.inputCount)
      let w = numbers.next(c.weightCount)
      let plain = forward(c, x, w, scale: nil, shift: nil, residual: nil, relu: false)
      var sums = [Double](repeating: 0, count: c.outputCount)
      c.forEachProduct { y, input, weight in sums[y] += Double(x[input]) * Double(w[weight]) }
      expectClose(plain, sums)

      let scale = numbers.next(c.outputs)
      let shift = numbers.next(c.outputs)
      let residual = numbers.next(c.outputCount)
      let finished = forward(c, x, w, scale: scale, shift: shift, residual: residual, relu: true)
      let channels = sums.indices.map { $0 / (c.output_height * c.output_width) % c.outputs }
      expectClose(
        finished,
        sums.indices.map { i in
          let channel = channels[i]
          return max(
            0, sums[i] * Double(scale[channel]) + Double(shift[channel]) + Double(residual[i]))
        })
    }

    @Test(arguments: convolutions) func backwardData(c: kernels_convolution) {
      var numbers = Numbers(seed: c.width)
      let dy = numbers.next(c.outputCount)
      let w = numbers.next(c.weightCount)
      let result = reproducible {
        var dx = [Float](repeating: .nan, count: c.inputCount)
        withUnsafePointer(to: c) { kernels_convolution_backward_data($0, dy, w, &dx) }
        return dx
      }
      var sums = [Double](repeating: 0, count: c.inputCount)
      c.forEachProduct { y, input, weight in sums[input] += Double(dy[y]) * Double(w[weight]) }
      expectClose(result, sums)
    }

    @Test(arguments: convolutions) func backwardWeights(c: kernels_convolution) {
      var numbers = Numbers(seed: c.width)
      let x = numbers.next(c.inputCount)
      let dy = numbers.next(c.outputCount)
      for hasBias in [false, true] {
        let result = reproducible {
          var dw = [Float](repeating: .nan, count: c.weightCount)
          var db = [Float](repeating: .nan, count: hasBias ? c.outputs : 0)
          withUnsafePointer(to: c) { c in
            db.withUnsafeMutableBufferPointer { db in
              kernels_convolution_backward_weights(
                c, x, dy, &dw, hasBias ? db.baseAddress : nil)
            }
          }
          return dw + db
        }
        var sums = [Double](repeating: 0, count: c.weightCount)
        c.forEachProduct { y, input, weight in sums[weight] += Double(dy[y]) * Double(x[input]) }
        var biases = [Double](repeating: 0, count: hasBias ? c.outputs : 0)
        for i in dy.indices where hasBias {
          biases[i / (c.output_height * c.output_width) % c.outputs] += Double(dy[i])
        }
        expectClose(result, sums + biases)
      }
    }

    private func forward(
      _ c: kernels_convolution, _ x: [Float], _ w: [Float], scale: [Float]?, shift: [Float]?,
      residual: [Float]?, relu: Bool
    ) -> [Float] {
      reproducible {
        var y = [Float](repeating: .nan, count: c.outputCount)
        withPointer(scale) { scale in
          withPointer(shift) { shift in
            withPointer(residual) { residual in
              var epilogue = kernels_convolution_epilogue(
                scale: scale, shift: shift, residual: residual, relu: relu)
              withUnsafePointer(to: c) { kernels_convolution_forward($0, x, w, &y, &epilogue) }
            }
          }
        }
        return y
      }
    }
  }
}

private func withPointer(_ array: [Float]?, _ body: (UnsafePointer<Float>?) -> Void) {
  guard let array else { return body(nil) }
  array.withUnsafeBufferPointer { body($0.baseAddress) }
}

extension kernels_convolution {
  fileprivate init(
    _ batch: Int, _ inputs: Int, _ outputs: Int, size: (Int, Int), kernel: (Int, Int),
    stride: (Int, Int) = (1, 1), padding: (Int, Int) = (0, 0), dilation: (Int, Int) = (1, 1),
    groups: Int = 1
  ) {
    func positions(_ size: Int, _ kernel: Int, _ stride: Int, _ padding: Int, _ dilation: Int)
      -> Int
    {
      (size + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1
    }
    self.init(
      batch: batch, inputs: inputs, outputs: outputs, groups: groups, height: size.0,
      width: size.1, kernel_height: kernel.0, kernel_width: kernel.1, stride_height: stride.0,
      stride_width: stride.1, padding_height: padding.0, padding_width: padding.1,
      dilation_height: dilation.0, dilation_width: dilation.1,
      output_height: positions(size.0, kernel.0, stride.0, padding.0, dilation.0),
      output_width: positions(size.1, kernel.1, stride.1, padding.1, dilation.1))
  }

  fileprivate var inputCount: Int { batch * inputs * height * width }
  fileprivate var outputCount: Int { batch * outputs * output_height * output_width }
  fileprivate var weightCount: Int { outputs * inputs / groups * kernel_height * kernel_width }

  /// The definition of a convolution: which output is a sum of which inputs by which weights.
  fileprivate func forEachProduct(_ body: (_ y: Int, _ x: Int, _ w: Int) -> Void) {
    let groupInputs = inputs / groups
    let groupOutputs = outputs / groups
    for image in 0..<batch {
      for output in 0..<outputs {
        for input in 0..<groupInputs {
          let xChannel = image * inputs + output / groupOutputs * groupInputs + input
          let wChannel = output * groupInputs + input
          for (oy, ox, iy, ix, tap) in visibleTaps {
            body(
              ((image * outputs + output) * output_height + oy) * output_width + ox,
              (xChannel * height + iy) * width + ix,
              wChannel * kernel_height * kernel_width + tap)
          }
        }
      }
    }
  }

  /// Outputs, and the inputs in the image that they see through a tap.
  private var visibleTaps: [(oy: Int, ox: Int, iy: Int, ix: Int, tap: Int)] {
    var taps: [(Int, Int, Int, Int, Int)] = []
    for oy in 0..<output_height {
      for ox in 0..<output_width {
        for tap in 0..<kernel_height * kernel_width {
          let iy = oy * stride_height - padding_height + tap / kernel_width * dilation_height
          let ix = ox * stride_width - padding_width + tap % kernel_width * dilation_width
          if 0..<height ~= iy && 0..<width ~= ix { taps.append((oy, ox, iy, ix, tap)) }
        }
      }
    }
    return taps
  }
}
