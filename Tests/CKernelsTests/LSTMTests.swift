import CKernels
import Testing

extension KernelTests {
  @Suite struct LSTMTests {
    static let sizes = [[1, 1, 1, 1], [4, 3, 5, 7], [3, 27, 9, 17], [0, 2, 3, 4]]

    @Test(arguments: sizes, [false, true]) func forward(size: [Int], reverse: Bool) {
      let layer = Layer(size, reverse: reverse)
      let run = layer.run(layer.parameters)
      expectClose(
        reproducible { layer.forward().outputs },
        (run.outputs + run.h + run.c))
    }

    /// Against differences of the loss, in double precision.
    @Test(arguments: sizes, [false, true]) func backward(size: [Int], reverse: Bool) {
      let layer = Layer(size, reverse: reverse)
      let gradients = reproducible { layer.backward() }
      // Some of them: each takes two runs.
      let sample = stride(from: 0, to: gradients.count, by: gradients.count / 60 + 1)
      let step = 1e-5
      let differences = sample.map { index in
        func loss(_ change: Double) -> Double {
          var parameters = layer.parameters
          parameters[index] += change
          return layer.loss(layer.run(parameters))
        }
        return (loss(step) - loss(-step)) / (2 * step)
      }
      expectClose(sample.map { gradients[$0] }, differences)
    }
  }
}

/// A layer with its input, and the gradients by its results.
private struct Layer {
  let time: Int, batch: Int, input: Int, hidden: Int, reverse: Bool
  let x: [Float], wInput: [Float], wHidden: [Float], bias: [Float], h0: [Float], c0: [Float]
  let dy: [Float], dh: [Float], dc: [Float]
  /// y has rows of two directions.
  var outputStride: Int { 2 * hidden }

  init(_ size: [Int], reverse: Bool) {
    (time, batch, input, hidden) = (size[0], size[1], size[2], size[3])
    self.reverse = reverse
    var numbers = Numbers(seed: hidden)
    x = numbers.next(time * batch * input)
    wInput = numbers.next(4 * hidden * input)
    wHidden = numbers.next(4 * hidden * hidden)
    bias = numbers.next(4 * hidden)
    h0 = numbers.next(batch * hidden)
    c0 = numbers.next(batch * hidden)
    dy = numbers.next(time * batch * 2 * hidden)
    dh = numbers.next(batch * hidden)
    dc = numbers.next(batch * hidden)
  }

  /// All that there is a gradient for, in the order in which `backward` returns the gradients.
  var parameters: [Double] { (x + wInput + wHidden + bias + h0 + c0).map(Double.init) }

  // MARK: the kernels

  private var configuration: kernels_lstm {
    kernels_lstm(
      time: time, batch: batch, input: input, hidden: hidden, output_stride: outputStride,
      reverse: reverse)
  }

  /// What a pass needs: pointers that are valid during `body`.
  private func withPointers(
    _ body: (
      _ configuration: UnsafePointer<kernels_lstm>, _ weights: UnsafePointer<kernels_lstm_weights>,
      _ first: kernels_lstm_state
    ) -> Void
  ) {
    wInput.withUnsafeBufferPointer { wInput in
      wHidden.withUnsafeBufferPointer { wHidden in
        bias.withUnsafeBufferPointer { bias in
          h0.withUnsafeBufferPointer { h0 in
            c0.withUnsafeBufferPointer { c0 in
              var weights = kernels_lstm_weights(
                w_ih: wInput.baseAddress, w_hh: wHidden.baseAddress, b_ih: bias.baseAddress,
                b_hh: nil)
              var configuration = self.configuration
              body(
                &configuration, &weights,
                kernels_lstm_state(h: h0.baseAddress, c: c0.baseAddress))
            }
          }
        }
      }
    }
  }

  struct Results {
    var y: [Float], h: [Float], c: [Float], gates: [Float], cells: [Float], tanhCells: [Float]
    let hidden: Int
    /// The outputs of this direction, and the last state.
    var outputs: [Float] {
      y.indices.filter { $0 % (2 * hidden) < hidden }.map { y[$0] } + h + c
    }
  }

  func forward() -> Results {
    func nan(_ count: Int) -> [Float] { [Float](repeating: .nan, count: count) }
    let steps = time * batch
    var results = Results(
      y: nan(steps * outputStride), h: nan(batch * hidden), c: nan(batch * hidden),
      gates: nan(steps * 4 * hidden), cells: nan(steps * hidden), tanhCells: nan(steps * hidden),
      hidden: hidden)
    withPointers { configuration, weights, first in
      results.gates.withUnsafeMutableBufferPointer { gates in
        results.cells.withUnsafeMutableBufferPointer { cells in
          results.tanhCells.withUnsafeMutableBufferPointer { tanhCells in
            var saved = kernels_lstm_saved(
              gates: gates.baseAddress, cells: cells.baseAddress,
              tanh_cells: tanhCells.baseAddress)
            kernels_lstm_forward(
              configuration, x, weights, first, &results.y, &results.h, &results.c, &saved)
          }
        }
      }
    }
    return results
  }

  func backward() -> [Float] {
    var results = forward()
    let counts = [x, wInput, wHidden, bias, h0, c0].map(\.count)
    var gradients = [Float](repeating: .nan, count: counts.reduce(0, +))
    withPointers { configuration, weights, first in
      gradients.withUnsafeMutableBufferPointer { gradients in
        var starts = [gradients.baseAddress!]
        for count in counts { starts.append(starts.last! + count) }
        var targets = kernels_lstm_gradients(
          dx: starts[0], dw_ih: starts[1], dw_hh: starts[2], db: starts[3], dh0: starts[4],
          dc0: starts[5])
        results.gates.withUnsafeMutableBufferPointer { gates in
          results.cells.withUnsafeMutableBufferPointer { cells in
            results.tanhCells.withUnsafeMutableBufferPointer { tanhCells in
              var saved = kernels_lstm_saved(
                gates: gates.baseAddress, cells: cells.baseAddress,
                tanh_cells: tanhCells.baseAddress)
              dh.withUnsafeBufferPointer { dh in
                dc.withUnsafeBufferPointer { dc in
                  kernels_lstm_backward(
                    configuration, x, weights, first, results.y, &saved, dy,
                    kernels_lstm_state(h: dh.baseAddress, c: dc.baseAddress), &targets)
                }
              }
            }
          }
        }
      }
    }
    return gradients
  }

  // MARK: the definition

  /// Runs the layer in double precision, all of its parameters as in `parameters`.
  func run(_ parameters: [Double]) -> (outputs: [Double], h: [Double], c: [Double]) {
    var rest = parameters[...]
    func take(_ count: Int) -> [Double] {
      defer { rest = rest.dropFirst(count) }
      return Array(rest.prefix(count))
    }
    let x = take(self.x.count)
    let wInput = take(self.wInput.count)
    let wHidden = take(self.wHidden.count)
    let bias = take(self.bias.count)
    var h = take(h0.count)
    var c = take(c0.count)
    var outputs = [Double](repeating: 0, count: time * batch * hidden)
    func sigmoid(_ x: Double) -> Double { 1 / (1 + exponential(-x)) }
    func tanh(_ x: Double) -> Double { 2 * sigmoid(2 * x) - 1 }
    for t in reverse ? Array((0..<time).reversed()) : Array(0..<time) {
      var nextH = h
      for row in 0..<batch {
        for j in 0..<hidden {
          let sums = (0..<4).map { gate in
            let unit = gate * hidden + j
            var sum = bias[unit]
            for i in 0..<input {
              sum += wInput[unit * input + i] * x[(t * batch + row) * input + i]
            }
            for i in 0..<hidden { sum += wHidden[unit * hidden + i] * h[row * hidden + i] }
            return sum
          }
          let s = row * hidden + j
          c[s] = sigmoid(sums[1]) * c[s] + sigmoid(sums[0]) * tanh(sums[2])
          nextH[s] = sigmoid(sums[3]) * tanh(c[s])
          outputs[t * batch * hidden + s] = nextH[s]
        }
      }
      h = nextH
    }
    return (outputs, h, c)
  }

  /// The loss whose gradients by the results are `dy`, `dh` and `dc`.
  func loss(_ results: (outputs: [Double], h: [Double], c: [Double])) -> Double {
    var sum = 0.0
    for (i, y) in results.outputs.enumerated() {
      sum += y * Double(dy[i / hidden * outputStride + i % hidden])
    }
    for (h, gradient) in zip(results.h, dh) { sum += h * Double(gradient) }
    for (c, gradient) in zip(results.c, dc) { sum += c * Double(gradient) }
    return sum
  }
}

private func exponential(_ x: Double) -> Double { kernels_exp_double(x) }
