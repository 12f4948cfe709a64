extension MIMEBundle {
  /// Longer text than this many UTF-8 bytes is shown without its middle.
  public static let textLimit = 20_000

  /// What a page shows of any value: the one place that decides it.
  ///
  /// A `Displayable` says itself how it is shown, in an optional too; a string is quoted, as in
  /// Jupyter; anything else shows its description. `nil` for `Void`, which shows nothing.
  public init?(describing value: Any) {
    if value is Void { return nil }
    if let displayable = unwrapped(value) as? any Displayable {
      self = displayable.mimeBundle
    } else if let string = value as? String {
      self.init(plain: shortened(string.debugDescription, to: Self.textLimit))
    } else {
      self.init(plain: shortened(String(describing: value), to: Self.textLimit))
    }
  }
}

/// The value of an inline expression, as the Markdown that stands for it in its sentence.
///
/// Integers get thousands separators, other numbers their shortest form; text is shown as it is,
/// so its asterisks mean nothing, unless it is `Markdown`.
public func inlineMarkdown(for value: Any) -> String {
  if value is Void { return "" }
  guard let value = unwrapped(value) else { return "–" }
  switch value {
  case let displayable as any Displayable:
    let bundle = displayable.mimeBundle
    return bundle.text(.markdown) ?? bundle.text(.plain)?.markdownEscaped ?? ""
  case let text as String: return text.markdownEscaped
  default:
    let text = Number(any: value)?.text(.automatic) ?? String(describing: value)
    return shortened(text, to: MIMEBundle.textLimit).markdownEscaped
  }
}

/// The text, or its beginning and its end with a note between them.
private func shortened(_ text: String, to limit: Int) -> String {
  let bytes = text.utf8
  guard bytes.count > limit else { return text }
  let head = text[..<boundary(text, bytes.index(bytes.startIndex, offsetBy: limit * 3 / 4))]
  let tail = text[boundary(text, bytes.index(bytes.endIndex, offsetBy: -limit / 4))...]
  let omitted = bytes.count - head.utf8.count - tail.utf8.count
  return "\(head)\n… \(format(omitted)) bytes omitted …\n\(tail)"
}

/// The beginning of the Unicode scalar in which `index` lies.
private func boundary(_ text: String, _ index: String.Index) -> String.Index {
  var index = index
  while index.samePosition(in: text.unicodeScalars) == nil {
    index = text.utf8.index(before: index)
  }
  return index
}
