/// A piece of HTML, shown as it is.
public struct HTML: Displayable, Hashable, Sendable {
  public var source: String
  public init(_ source: String) { self.source = source }

  public var mimeBundle: MIMEBundle { MIMEBundle(plain: source).adding(source, as: .html) }
}

/// A piece of Markdown, shown as prose.
public struct Markdown: Displayable, Hashable, Sendable {
  public var source: String
  public init(_ source: String) { self.source = source }

  public var mimeBundle: MIMEBundle { MIMEBundle(plain: source).adding(source, as: .markdown) }
}
