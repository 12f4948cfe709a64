/// What Pandoc's `[text]{#id .class key=value}` says of its text.
public struct SpanAttributes: Hashable, Sendable {
  /// Unique in the document.
  public var id: String?
  public var classes: [String]
  public var values: [String: String]

  public init(id: String? = nil, classes: [String] = [], values: [String: String] = [:]) {
    self.id = id
    self.classes = classes
    self.values = values
  }

  /// For where the text stands once more.
  var withoutID: SpanAttributes { SpanAttributes(classes: classes, values: values) }
}
