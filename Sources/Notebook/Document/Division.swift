/// What stands between `::: {.class}` and `:::`, as Quarto and Pandoc divide a text.
struct Division {
  enum Kind {
    /// `{.callout-note}`, perhaps with a `title="…"`.
    case callout(Callout)
    /// `{#refs}`, where the list of references goes.
    case references
    /// `{#fig-name}`, whose last paragraph is a caption.
    case captioned(label: String, columns: Int?)
    /// `{layout-ncol=2}`, or Pandoc's `{.columns}`, which are as many as there are parts.
    case columns(Int?)
    /// `{.column}` or `{}`, whose blocks stay together.
    case group
    /// What is shown on pages anyway.
    case visible
    /// What means nothing here; only its content is shown.
    case ineffective(String)
    /// Words behind colons, which are perhaps no division at all.
    case unknown
  }

  /// A row of colons.
  enum Row {
    case opening(Kind)
    case closing
  }

  /// What is wrong with a row of colons.
  enum Flaw {
    case ineffective(String)
    case unclosed, unopened, unknown

    var message: String {
      switch self {
      case .ineffective(let name):
        "the division `\(name)` has no effect here: its content is shown as if it were not there"
      case .unclosed: "no row of colons, `:::`, ends this division"
      case .unopened: "these colons end no division"
      case .unknown:
        "these colons are not understood: they begin callouts, `::: {.callout-note}`, and end them"
      }
    }
  }

  let kind: Kind
  /// The lines of the two rows of colons.
  let lines: ClosedRange<Int>

  /// `nil` for a line that is no row of colons.
  static func row(in line: ArraySlice<UInt8>) -> Row? {
    guard line.starts(with: ":::".utf8) else { return nil }
    let isColon = { (byte: UInt8) in byte == UInt8(ascii: ":") }
    let name = line.drop(while: isColon).trimmingEnd(while: \.isASCIIWhitespace)
      .trimmingEnd(while: isColon).trimming(while: \.isASCIIWhitespace)
    return name.isEmpty ? .closing : .opening(kind(named: name))
  }

  /// - Parameter name: Attributes in braces, or a class alone.
  private static func kind(named name: ArraySlice<UInt8>) -> Kind {
    let isInBraces = name.first == UInt8(ascii: "{") && name.last == UInt8(ascii: "}")
    guard isInBraces || !name.contains(where: \.isASCIIWhitespace) else { return .unknown }
    let attributes = isInBraces ? name.text : "{.\(name.text)}"
    if let match = attributes.firstMatch(of: /\.callout-([a-z]+)/),
      let callout = Callout(rawValue: String(match.1))
    {
      return .callout(callout)
    }
    if attributes.contains(/\.content-visible\s.*when-format="?html/) { return .visible }
    let columns = attributes.firstMatch(of: /[{\s]layout-ncol="?([1-9])\b/).flatMap { Int($0.1) }
    guard let id = attributes.firstMatch(of: /[{\s]#([^\s}]+)/)?.1 else {
      if let columns { return .columns(columns) }
      switch attributes.firstMatch(of: /\.columns?\b/)?.0 {
      case ".columns": return .columns(nil)
      case ".column": return .group
      default: return attributes == "{}" ? .group : .ineffective(name.text)
      }
    }
    if id == "refs" { return .references }
    switch CrossReference.Kind(label: String(id)) {
    case .figure, .table, .listing: return .captioned(label: String(id), columns: columns)
    case .equation, .section, nil: return .ineffective(name.text)
    }
  }
}
