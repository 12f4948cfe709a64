import NotebookDisplay

/// Turns TeX into HTML.
public protocol MathTypesetting: Sendable {
  func html(tex: String, display: Bool) throws(MathError) -> String

  /// The CSS that a page with this HTML needs; empty where there are no formulas in it.
  func style(for html: String) throws(MathError) -> String
}

/// Why a formula could not be typeset.
public struct MathError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Where the reason lies.
  public enum Place: Hashable, Sendable {
    /// In the formula, at an offset into its TeX in UTF-8 bytes, if that is known.
    case formula(offset: Int?)
    /// In what typesets formulas; no other will do better.
    case installation
  }

  public var message: String
  public var place: Place

  public var description: String { message }

  public init(_ message: String, offset: Int? = nil) {
    self.init(message, in: .formula(offset: offset))
  }

  public init(_ message: String, in place: Place) {
    self.message = message
    self.place = place
  }
}

/// Leaves formulas as they are written, between TeX's own delimiters.
public struct TeXSource: MathTypesetting {
  public init() {}

  public func html(tex: String, display: Bool) -> String {
    let tex = tex.htmlEscaped
    return display ? "\\[\(tex)\\]" : "\\(\(tex)\\)"
  }

  public func style(for html: String) -> String { "" }
}
