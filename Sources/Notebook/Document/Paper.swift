/// What a chapter is printed on, and how large: `format: pdf:` in the front matter, with Quarto's keys.
public struct Paper: Hashable, Sendable {
  public enum Size: String, CaseIterable, Sendable {
    case a4, a5, b5, letter, legal

    /// In millimetres.
    var dimensions: (width: Double, height: Double) {
      switch self {
      case .a4: (210, 297)
      case .a5: (148, 210)
      case .b5: (176, 250)
      case .letter: (215.9, 279.4)
      case .legal: (215.9, 355.6)
      }
    }
  }

  public var size = Size.a4
  /// In points. The default is that of Chinese books (五号).
  public var fontSize = 10.5
  /// How far apart lines are, by the size of their text.
  public var lineStretch = 1.57
  /// In millimetres, on all sides. By default, margins are in proportion to the paper, and wider outside.
  public var margin: Double?

  public init() {}

  /// Between what sides there is text, in millimetres.
  var textWidth: Double {
    let margins = margins
    return size.dimensions.width - margins.inner - margins.outer
  }

  /// Whether a line has room for text beside a figure.
  var isWide: Bool { textWidth / 25.4 * 72 / fontSize >= 48 }

  var margins: (top: Double, outer: Double, bottom: Double, inner: Double) {
    if let margin { return (margin, margin, margin, margin) }
    let (width, height) = size.dimensions
    return (28 / 297 * height, 34 / 210 * width, 26 / 297 * height, 28 / 210 * width)
  }
}
