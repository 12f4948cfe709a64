import Foundation
import Tensors
import Testing

/// Tensors print as NumPy's arrays do.
@Suite struct PrintingTests {
  @Test func textsEqualNumPy() throws {
    let cases = try PrintedArray.all()
    #expect(cases.count > 100)
    for printed in cases { #expect(printed.tensor.description == printed.text) }
  }

  @Test func viewsPrintTheirElements() {
    let x = Tensor.arange(0, 6).reshaped(2, 3)
    #expect(x.transposed().description == "[[0. 3.]\n [1. 4.]\n [2. 5.]]")
    #expect(x[1, .every(2)].description == "[3. 5.]")
  }

  @Test func metaTensorsPrintTheirShape() {
    #expect(Tensor.meta([2, 3]).description == "Tensor.meta([2, 3], float32)")
  }
}

private struct PrintedArray: Decodable {
  let shape: [Int]
  let dtype: String
  let bits: [Int32]?
  let start: Double?
  let step: Double?
  let text: String

  static func all() throws -> [PrintedArray] {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Fixtures/printed-arrays.json")
    return try JSONDecoder().decode([PrintedArray].self, from: Data(contentsOf: file))
  }

  var tensor: Tensor {
    let shape = Shape(shape)
    guard let bits else {
      let values = (0..<shape.count).map { start! + Double($0) * step! }
      return dtype == "int32"
        ? Tensor(values.map { Int32($0) }, shape: shape)
        : Tensor(values.map { Float($0) }, shape: shape)
    }
    return switch dtype {
    case "int32": Tensor(bits, shape: shape)
    case "bool": Tensor(bits.map { $0 != 0 }, shape: shape)
    default: Tensor(bits.map { Float(bitPattern: UInt32(bitPattern: $0)) }, shape: shape)
    }
  }
}
