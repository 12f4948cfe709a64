extension ParsingContext {
  /// The author's own HTML as it goes on the page: links to headings lead to their ids.
  ///
  /// - Parameter place: Where in the file some of the HTML's bytes stand.
  func html(_ html: String, at place: (Range<Int>) -> SourceRange) -> String {
    for tag in html.htmlTags {
      anchors.formUnion(tag.anchors)
      guard tag.name == "img", tag["alt"] == nil else { continue }
      flaw(
        "this picture has no alternative text; write `<img alt=\"what it shows\" …>`",
        at: place(tag.range))
    }
    return html.replacingAddresses { resolve($0.text, at: place($1.range)) }
  }
}
