import NotebookDisplay

/// Turns TeX into HTML.
public protocol MathTypesetting: Sendable {
  func html(tex: String, display: Bool) -> String
}

/// Leaves formulas as they are written, between TeX's own delimiters.
public struct TeXSource: MathTypesetting {
  public init() {}

  public func html(tex: String, display: Bool) -> String {
    let tex = tex.htmlEscaped
    return display ? "\\[\(tex)\\]" : "\\(\(tex)\\)"
  }
}
