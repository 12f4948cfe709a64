/// One result in several representations, as Jupyter's MIME bundle; each output format of a page
/// picks the one that it shows best.
public struct MIMEBundle: Hashable, Codable, Sendable {
  public enum MIMEType: String, Hashable, Codable, Sendable, CaseIterable {
    case plain = "text/plain"
    case markdown = "text/markdown"
    case html = "text/html"
    case svg = "image/svg+xml"
    case png = "image/png"
    /// The numbers behind a drawing: fields as in RFC 4180, the first row names the columns. Several
    /// tables have blank lines between them.
    case csv = "text/csv"
  }

  /// What kind of float a result is: decides its numbering and where its caption stands.
  public enum Role: String, Hashable, Codable, Sendable, CaseIterable { case value, table, figure }

  public var role: Role
  /// Set above a table and below a figure; Markdown. A cell's `tbl-cap` or `fig-cap` comes first.
  public var caption: String?
  /// Bytes by type; text is UTF-8. Never empty: `text/plain` is there as the last resort.
  public private(set) var representations: [MIMEType: [UInt8]]

  /// A bundle that can always be shown as `plain`.
  public init(plain: String, role: Role = .value, caption: String? = nil) {
    self.role = role
    self.caption = caption
    representations = [.plain: Array(plain.utf8)]
  }

  /// The representation of that type as text, `nil` where there is none.
  public func text(_ type: MIMEType) -> String? {
    representations[type].map { String(decoding: $0, as: UTF8.self) }
  }

  public func adding(_ text: String, as type: MIMEType) -> MIMEBundle {
    adding(Array(text.utf8), as: type)
  }

  public func adding(_ bytes: [UInt8], as type: MIMEType) -> MIMEBundle {
    var bundle = self
    bundle.representations[type] = bytes
    return bundle
  }
}

/// A value that says how a page shows it.
///
/// ```swift
/// struct Swatch: Displayable {
///   let color: String
///   var mimeBundle: MIMEBundle {
///     MIMEBundle(plain: color).adding("<i style='background:\(color)'></i>", as: .html)
///   }
/// }
/// ```
public protocol Displayable {
  var mimeBundle: MIMEBundle { get }
}
