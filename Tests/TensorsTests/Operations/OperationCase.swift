import Foundation
import Tensors

/// What PyTorch gives for an operation: a line of a file of `scripts/fixtures/tensor-operations`.
struct OperationCase: Decodable {
  let operation: String
  let options: Options
  let inputs: [FixtureTensor]
  let output: FixtureTensor
  /// The gradients of the sum of the output times a cotangent; nil for an input without gradient.
  let gradients: [Numbers?]?
  /// The gradients of the sum of the squares of the first ones.
  let second: [Numbers?]?

  static func all(in file: String) throws -> [OperationCase] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let data = try Data(contentsOf: folder.appending(path: "Fixtures/Operations/\(file).json"))
    return try JSONDecoder().decode([OperationCase].self, from: data)
  }

  /// The inputs in their layouts, as variables where they have gradients.
  func variables() -> [Tensor] {
    inputs.enumerated().map { index, input in
      gradients?[index] == nil ? input.tensor : input.tensor.requiringGradient()
    }
  }
}

extension OperationCase: CustomStringConvertible {
  var description: String {
    let shapes = inputs.map { "\($0.layout!) \($0.shape)" }.joined(separator: ", ")
    return "\(operation)(\(shapes)) \(options.values)"
  }
}

/// A tensor in a fixture.
struct FixtureTensor: Decodable {
  let shape: [Int]
  let dtype: String?
  let layout: Layout?
  let values: Numbers

  var tensor: Tensor {
    let shape = Shape(shape)
    let plain =
      switch dtype {
      case "int32": Tensor(values.scalars.map { Int32($0) }, shape: shape)
      case "bool": Tensor(values.scalars.map { $0 != 0 }, shape: shape)
      default: Tensor(values.scalars.map { Float($0) }, shape: shape)
      }
    return layout?.applied(to: plain) ?? plain
  }
}

/// Numbers in a fixture, among them `"nan"`, `"inf"` and `"-inf"`.
struct Numbers: Decodable {
  let scalars: [Double]

  init(from decoder: any Decoder) throws {
    scalars = try decoder.singleValueContainer().decode([Option].self).map { $0.number }
  }
}

/// The hyperparameters of an operation.
struct Options: Decodable {
  let values: [String: Option]

  init(from decoder: any Decoder) throws {
    values = try decoder.singleValueContainer().decode([String: Option].self)
  }

  subscript(name: String) -> Option { values[name] ?? .number(0) }
}

enum Option: Decodable {
  case number(Double)
  case list([Int])
  case text(String)

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else if let list = try? container.decode([Int].self) {
      self = .list(list)
    } else {
      self = .text(try container.decode(String.self))
    }
  }

  var number: Double {
    switch self {
    case .number(let number): number
    case .text("inf"): .infinity
    case .text("-inf"): -.infinity
    case .text, .list: .nan
    }
  }

  var int: Int { Int(number) }
  var float: Float { Float(number) }
  var bool: Bool { number != 0 }

  var list: [Int] {
    if case .list(let list) = self { return list }
    return []
  }

  var shape: Shape { Shape(list) }

  var text: String {
    if case .text(let text) = self { return text }
    return ""
  }

  var size: Size2D { Size2D(list[0], list[1]) }
}
