/// A page and the files that it links to.
public struct RenderedPage: Hashable, Sendable {
  public struct File: Hashable, Sendable {
    /// Relative to the page's folder.
    public var path: String
    public var bytes: [UInt8]
  }

  public var text: String
  /// Pictures, in the order in which the page shows them.
  public var files: [File] = []
  /// What could not be rendered as it was meant.
  public var diagnostics: [Diagnostic] = []
}
