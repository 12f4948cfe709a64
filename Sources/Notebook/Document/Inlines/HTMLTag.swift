/// An opening tag in HTML of the author's own.
struct HTMLTag {
  struct Attribute {
    /// In lowercase, as the tag's.
    let name: String
    /// With characters in the place of their references; empty where there is none.
    let value: String
    /// Where the value stands among the HTML's bytes, quotes and all.
    let range: Range<Int>
  }

  let name: String
  let attributes: [Attribute]
  /// Where it stands among the HTML's bytes.
  let range: Range<Int>

  /// Of attributes of the same name the first counts.
  subscript(name: String) -> String? { attributes.first { $0.name == name }?.value }
}

extension String {
  /// The opening tags in HTML, without those that are text of comments and scripts.
  var htmlTags: [HTMLTag] {
    guard utf8.contains(UInt8(ascii: "<")) else { return [] }
    var scanner = ByteScanner(Array(utf8))
    var tags: [HTMLTag] = []
    while !scanner.isAtEnd {
      scanner.scan { $0 != UInt8(ascii: "<") }
      if scanner.scan("<!--") {
        _ = scanner.skip(through: "-->")
      } else if let tag = scanner.scanOpeningTag() {
        tags.append(tag)
        if ["script", "style", "textarea"].contains(tag.name) { scanner.skipText(of: tag.name) }
      } else {
        scanner.index += 1
      }
    }
    return tags
  }

  /// What `id`s in HTML name.
  var htmlIDs: [String] { htmlTags.compactMap { $0["id"] } }
}

extension HTMLTag {
  /// What links to it can call.
  var anchors: [String] { [self["id"], self["name"]].compactMap(\.self) }
}

extension ByteScanner {
  /// Moves behind the `</script` of a script, in which nothing else is a tag.
  fileprivate mutating func skipText(of name: String) {
    while skip(through: "</"), scan(while: \.isASCIILetter).text.lowercased() != name {}
  }
}
