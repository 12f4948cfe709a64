import Charts
import Tensors

extension HeatMap {
  /// The elements of a matrix, `[rows, columns]`, such as the weights of an attention.
  public init(
    _ matrix: Tensor, title: String = "", x: Axis = "", y: Axis = "", rows: [String]? = nil,
    columns: [String]? = nil, colors: Colors = .sequential, range: ClosedRange<Double>? = nil,
    format: Axis.Format = .number, decimals: Int? = nil, showsValues: Bool? = nil
  ) {
    guard matrix.rank == 2 else { shapeError("HeatMap: \(matrix.shape) is no matrix") }
    let scalars = matrix.asType(.float32).scalars
    let width = matrix.shape[1]
    self.init(
      (0..<matrix.shape[0]).map { Array(scalars[$0 * width..<($0 + 1) * width]) }, title: title,
      x: x, y: y, rows: rows, columns: columns, colors: colors, range: range, format: format,
      decimals: decimals, showsValues: showsValues)
  }
}
