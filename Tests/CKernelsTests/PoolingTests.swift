import CKernels
import Testing

extension KernelTests {
  @Suite struct PoolingTests {
    static let poolings: [kernels_pooling] = [
      .init(3, size: (8, 28), kernel: 2, stride: (2, 2)),
      .init(2, size: (7, 14), kernel: 2, stride: (2, 2)),
      .init(2, size: (14, 37), kernel: 2, stride: (2, 2)),
      .init(4, size: (30, 60), kernel: 3, stride: (2, 2), padding: 1),
      .init(2, size: (9, 112), kernel: 3, stride: (2, 2), padding: 1),
      .init(2, size: (5, 20), kernel: 3, stride: (1, 1), padding: 1),
      .init(2, size: (12, 50), kernel: 5, stride: (2, 3), padding: 2),
      .init(1, size: (12, 30), kernel: 3, stride: (1, 2), dilation: 2),
      .init(2, size: (3, 3), kernel: 3, stride: (4, 5), padding: 1),
      .init(1, size: (1, 1), kernel: 1, stride: (1, 1)),
    ]

    @Test(arguments: poolings) func maximaAndTheirPlacesAreTheFirstLargest(p: kernels_pooling) {
      var numbers = Numbers(seed: p.width)
      // Few different values, so that some are equal, and the special ones.
      var x = numbers.next(p.planes * p.height * p.width).map { ($0 * 4).rounded() }
      for i in stride(from: 3, to: x.count, by: 17) { x[i] = .nan }
      for i in stride(from: 5, to: x.count, by: 11) { x[i] = -.infinity }
      let (maxima, places) = p.maxima(of: x)
      let outputs = maxima.count
      let results = reproducible {
        var y = [Float](repeating: 7, count: outputs)
        var indices = [Int32](repeating: -7, count: outputs)
        withUnsafePointer(to: p) { kernels_max_pool($0, x, &y, &indices) }
        var again = [Float](repeating: 7, count: outputs)
        withUnsafePointer(to: p) { kernels_max_pool($0, x, &again, nil) }
        #expect(again.map(\.bitPattern) == y.map(\.bitPattern))
        return y + indices.map(Float.init)
      }
      #expect(results[..<outputs].map(\.bitPattern) == maxima.map(\.bitPattern))
      #expect(results[outputs...].map(Int.init) == places)
    }

    @Test func meansOfPlanesAreReproducible() {
      var numbers = Numbers(seed: 1)
      let x = numbers.next(1000 * 49)
      let means = reproducible {
        var y = [Float](repeating: .nan, count: 1000)
        kernels_adaptive_average_pool(1000, 7, 7, 1, 1, x, &y)
        return y
      }
      expectClose(
        means, (0..<1000).map { x[49 * $0..<49 * ($0 + 1)].reduce(0.0) { $0 + Double($1) } / 49 })
    }
  }
}

extension kernels_pooling {
  fileprivate init(
    _ planes: Int, size: (Int, Int), kernel: Int, stride: (Int, Int), padding: Int = 0,
    dilation: Int = 1
  ) {
    func positions(_ size: Int, _ stride: Int) -> Int {
      (size + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1
    }
    self.init(
      planes: planes, height: size.0, width: size.1, kernel_height: kernel, kernel_width: kernel,
      stride_height: stride.0, stride_width: stride.1, padding_height: padding,
      padding_width: padding, dilation_height: dilation, dilation_width: dilation,
      output_height: positions(size.0, stride.0), output_width: positions(size.1, stride.1))
  }

  /// The definition: the largest element of each window, or its last NaN, and its place.
  fileprivate func maxima(of x: [Float]) -> (maxima: [Float], places: [Int]) {
    var (maxima, places): ([Float], [Int]) = ([], [])
    for plane in 0..<planes {
      for row in 0..<output_height {
        for column in 0..<output_width {
          var (best, place) = (-Float.infinity, -1)
          for i in 0..<kernel_height {
            let h = row * stride_height - padding_height + i * dilation_height
            for j in 0..<kernel_width {
              let w = column * stride_width - padding_width + j * dilation_width
              guard 0..<height ~= h, 0..<width ~= w else { continue }
              let value = x[(plane * height + h) * width + w]
              if place < 0 || value > best || value.isNaN { (best, place) = (value, h * width + w) }
            }
          }
          maxima.append(best)
          places.append(place)
        }
      }
    }
    return (maxima, places)
  }
}
