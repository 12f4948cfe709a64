/// Swift between backticks in a caption, as in prose: "Error after `{swift} epochs` epochs".
enum CaptionExpression {
  /// What an expression begins with.
  static let mark = "`{swift}"

  /// Which captions expressions count in.
  static let places: [WritableKeyPath<CellOptions, String?> & Sendable] = [
    \.tableCaption, \.figureCaption, \.listingCaption,
  ]

  /// The captions in which expressions count, in their order.
  static func captions(of options: CellOptions) -> [String] {
    places.compactMap { options[keyPath: $0] }
  }

  /// The expressions of a caption, in their order.
  static func sources(in caption: String) -> [String] {
    pieces(of: caption).compactMap(\.source)
  }

  /// The caption with values, in Markdown, in the expressions' places; an expression without a value
  /// stays.
  static func replace(in caption: String, with values: inout ArraySlice<String?>) -> String {
    pieces(of: caption).map { piece in
      guard piece.source != nil, let value = values.popFirst() ?? nil else { return piece.text }
      return value
    }.joined()
  }

  /// The text in pieces, those that are an expression with its source.
  private static func pieces(of caption: String) -> [(text: String, source: String?)] {
    var pieces: [(String, String?)] = []
    var rest = caption[...]
    while let start = rest.firstRange(of: mark),
      let end = rest[start.upperBound...].firstIndex(of: "`")
    {
      pieces.append((String(rest[..<start.lowerBound]), nil))
      let source = rest[start.upperBound..<end].drop { $0.isWhitespace }
      pieces.append((String(rest[start.lowerBound...end]), String(source)))
      rest = rest[rest.index(after: end)...]
    }
    pieces.append((String(rest), nil))
    return pieces
  }
}

extension Cell {
  /// With the values of the expressions in its captions.
  func withCaptionValues(_ values: [Int: String]) -> Cell {
    guard !captionExpressions.isEmpty else { return self }
    var cell = self
    var known = captionExpressions.map { values[$0.index] }[...]
    for place in CaptionExpression.places {
      cell.options[keyPath: place] = options[keyPath: place].map {
        CaptionExpression.replace(in: $0, with: &known)
      }
    }
    return cell
  }
}
