/// The values of one column, written alike.
struct ColumnValues {
  let cells: [Table.Cell]
  let alignment: Table.Alignment
  let total: Table.Cell

  init(_ values: [Any], layout: Table.ColumnLayout) {
    let present = values.map(unwrapped)
    let numbers = present.map { $0.flatMap(Number.init(any:)) }
    let known = numbers.compactMap { $0 }
    let isNumeric = !known.isEmpty && known.count == present.count { $0 != nil }
    let format = layout.format == .automatic ? Self.decimals(of: known) : layout.format

    cells = zip(present, numbers).map { value, number in
      guard let value else { return .missing }
      return Table.Cell(text: number?.text(format) ?? text(of: value))
    }
    alignment = layout.alignment ?? (isNumeric ? .right : .left)
    total = Self.total(layout.total, of: known, format)
  }

  /// As many decimals throughout as the most precise number has, up to four; very large and very
  /// small numbers are left as they are.
  private static func decimals(of numbers: [Number]) -> NumberFormat {
    let fractions = numbers.filter { !$0.isInteger && $0.value.isFinite }
    let isModerate = fractions.allSatisfy { $0.value == 0 || (1e-3..<1e7).contains(abs($0.value)) }
    guard !fractions.isEmpty, isModerate, fractions.count == numbers.count else {
      return .automatic
    }
    let digits = fractions.map { number in
      number.description.split(separator: ".").dropFirst().first.map { $0 == "0" ? 0 : $0.count }
        ?? 0
    }
    return .fixed(digits: min(4, digits.max() ?? 0))
  }

  private static func total(
    _ total: Table.Total?, of numbers: [Number], _ format: NumberFormat
  ) -> Table.Cell {
    let values = numbers.map(\.value)
    switch total {
    case nil: return .empty
    case .label(let text): return Table.Cell(text: text)
    case .sum: return Table.Cell(text: sum(numbers).text(format))
    case .mean where !values.isEmpty:
      return Table.Cell(text: Number(values.reduce(0, +) / Double(values.count)).text(format))
    case .minimum: return numbers.min { $0.value < $1.value }.map { cell($0, format) } ?? .missing
    case .maximum: return numbers.max { $0.value < $1.value }.map { cell($0, format) } ?? .missing
    case .mean: return .missing
    }
  }

  private static func cell(_ number: Number, _ format: NumberFormat) -> Table.Cell {
    Table.Cell(text: number.text(format))
  }

  /// Exact as long as all are integers.
  private static func sum(_ numbers: [Number]) -> Number {
    var exact = 0
    for number in numbers {
      guard number.isInteger, let integer = Int(number.description),
        case (let sum, let overflow) = exact.addingReportingOverflow(integer), !overflow
      else { return Number(numbers.reduce(0) { $0 + $1.value }) }
      exact = sum
    }
    return Number(exact)
  }
}

/// What `value` holds under any number of optionals, `nil` if nothing.
func unwrapped(_ value: Any) -> Any? {
  guard let optional = value as? any OptionalValue else { return value }
  return optional.payload.flatMap(unwrapped)
}

private protocol OptionalValue { var payload: Any? { get } }

extension Optional: OptionalValue {
  fileprivate var payload: Any? { self }
}

private func text(of value: Any) -> String { value as? String ?? String(describing: value) }
