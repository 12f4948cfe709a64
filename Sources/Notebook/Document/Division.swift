/// What stands between `::: {.class}` and `:::`, as Quarto and Pandoc divide a text.
struct Division {
  enum Kind {
    /// `{.callout-note}`, perhaps with a `title="…"`.
    case callout(Callout)
    /// `{#refs}`, where the list of references goes.
    case references
    case unknown
  }

  /// A row of colons.
  enum Row {
    case opening(Kind)
    case closing
  }

  let kind: Kind
  /// The lines of the two rows of colons.
  let lines: ClosedRange<Int>

  /// `nil` for a line that is no row of colons.
  static func row(in line: ArraySlice<UInt8>) -> Row? {
    guard line.starts(with: ":::".utf8) else { return nil }
    let isColon = { (byte: UInt8) in byte == UInt8(ascii: ":") }
    let attributes = line.drop(while: isColon).trimmingEnd(while: \.isASCIIWhitespace)
      .trimmingEnd(while: isColon).trimming(while: \.isASCIIWhitespace).text
    return attributes.isEmpty ? .closing : .opening(kind(named: attributes))
  }

  private static func kind(named attributes: String) -> Kind {
    if attributes == "{#refs}" { return .references }
    guard let name = attributes.firstMatch(of: /\.callout-([a-z]+)/)?.1,
      let callout = Callout(rawValue: String(name))
    else { return .unknown }
    return .callout(callout)
  }
}
