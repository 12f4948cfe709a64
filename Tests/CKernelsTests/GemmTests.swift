import CKernels
import Testing

extension KernelTests {
  @Suite struct GemmTests {
    /// How a matrix lies in memory.
    enum Layout: CaseIterable {
      case rows, columns, everySecond

      func strides(rows: Int, columns: Int) -> (row: Int, column: Int) {
        switch self {
        case .rows: (columns + 1, 1)
        case .columns: (1, rows)
        case .everySecond: (2 * columns, 2)
        }
      }
    }

    static let shapes = [
      [1, 1, 1], [0, 3, 4], [3, 0, 4], [3, 4, 0], [1, 40, 70], [64, 1, 9], [6, 16, 8], [7, 17, 5],
      [13, 33, 600], [64, 10, 31], [10, 64, 31], [97, 50, 33], [2, 3, 1200],
    ]

    @Test(
      arguments: shapes,
      [
        (Layout.rows, Layout.rows), (.rows, .columns), (.columns, .rows),
        (.columns, .columns), (.everySecond, .rows), (.columns, .everySecond),
      ])
    func products(shape: [Int], layouts: (Layout, Layout)) {
      let (m, n, k) = (shape[0], shape[1], shape[2])
      var numbers = Numbers(seed: m + n + k)
      let left = layouts.0.strides(rows: m, columns: k)
      let right = layouts.1.strides(rows: k, columns: n)
      let a = numbers.next(2 * m * k + m + 1)
      let b = numbers.next(2 * k * n + k + 1)
      let c = numbers.next(m * n)
      let columnBias = numbers.next(n)
      let rowBias = numbers.next(m)
      for (accumulate, relu) in [(false, false), (true, true)] {
        let result = reproducible {
          var result = c
          var epilogue = kernels_epilogue()
          epilogue.accumulate = accumulate
          epilogue.relu = relu
          columnBias.withUnsafeBufferPointer { columnBias in
            rowBias.withUnsafeBufferPointer { rowBias in
              epilogue.column_bias = columnBias.baseAddress
              epilogue.row_bias = rowBias.baseAddress
              multiply(
                m, n, k, (a, left.row, left.column), (b, right.row, right.column), &result,
                &epilogue)
            }
          }
          return result
        }
        var reference: [Double] = []
        for i in 0..<m {
          for j in 0..<n {
            var sum = accumulate ? Double(c[i * n + j]) : 0
            for p in 0..<k {
              sum +=
                Double(a[i * left.row + p * left.column])
                * Double(b[p * right.row + j * right.column])
            }
            sum += Double(rowBias[i]) + Double(columnBias[j])
            reference.append(relu ? max(sum, 0) : sum)
          }
        }
        expectClose(result, reference)
      }
    }

    @Test(arguments: [1, 5, 300]) func batches(batch: Int) {
      let (m, n, k) = (3, 18, 7)
      var numbers = Numbers(seed: batch)
      let a = numbers.next(batch * m * k)
      let b = numbers.next(k * n)
      let result = reproducible {
        var result = [Float](repeating: .nan, count: batch * m * n)
        a.withUnsafeBufferPointer { a in
          b.withUnsafeBufferPointer { b in
            kernels_gemm_batched(
              batch, m, n, k, kernels_matrix(data: a.baseAddress, row_stride: k, column_stride: 1),
              m * k, kernels_matrix(data: b.baseAddress, row_stride: n, column_stride: 1), 0,
              &result, n, m * n, nil)
          }
        }
        return result
      }
      var single = [Float](repeating: .nan, count: batch * m * n)
      multiply(batch * m, n, k, (a, k, 1), (b, n, 1), &single, nil)
      #expect(result == single)
    }

    /// Each element is one chain of fused multiply-adds.
    @Test func orderOfAdditions() {
      let (m, n, k) = (3, 5, 1300)
      var numbers = Numbers(seed: 1)
      let a = numbers.next(m * k)
      let b = numbers.next(k * n)
      var result = [Float](repeating: .nan, count: m * n)
      multiply(m, n, k, (a, k, 1), (b, n, 1), &result, nil)
      let chains = (0..<m * n).map { index in
        (0..<k).reduce(Float(0)) { $0.addingProduct(a[index / n * k + $1], b[$1 * n + index % n]) }
      }
      #expect(result == chains)
    }

    @Test func rectificationKeepsNaN() {
      var result: [Float] = [0, 0]
      var epilogue = kernels_epilogue()
      epilogue.relu = true
      multiply(1, 2, 1, ([1], 1, 1), ([.nan, -1], 2, 1), &result, &epilogue)
      #expect(result[0].isNaN)
      #expect(result[1] == 0)
    }
  }
}

private typealias Operand = (data: [Float], rowStride: Int, columnStride: Int)

private func multiply(
  _ m: Int, _ n: Int, _ k: Int, _ a: Operand, _ b: Operand, _ c: inout [Float],
  _ epilogue: UnsafePointer<kernels_epilogue>?
) {
  a.data.withUnsafeBufferPointer { left in
    b.data.withUnsafeBufferPointer { right in
      kernels_gemm(
        m, n, k,
        kernels_matrix(
          data: left.baseAddress, row_stride: a.rowStride, column_stride: a.columnStride),
        kernels_matrix(
          data: right.baseAddress, row_stride: b.rowStride, column_stride: b.columnStride), &c, n,
        epilogue)
    }
  }
}
