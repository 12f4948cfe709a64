import NotebookDisplay

/// What the author's links, pictures and HTML refer to.
struct Address {
  /// How messages call it. Pages hold their pictures, and lead to files.
  enum Kind: String {
    case file, picture
  }

  /// As in a Markdown link: HTML's character references are resolved.
  var text: String
  var kind: Kind
  var isInHTML = false
}

extension Block {
  /// What it refers to, without the blocks within it.
  var addresses: [Address] {
    if case .html(let html) = kind { html.addresses } else { inlines.flatMap(\.addresses) }
  }
}

extension Inline {
  fileprivate var addresses: [Address] {
    switch self {
    case .link(let destination, _, let content):
      content.flatMap(\.addresses) + [Address(text: destination, kind: .file)]
    case .image(let picture): [Address(text: picture.source, kind: .picture)]
    case .html(let html): html.addresses
    default: children.flatMap(\.addresses)
    }
  }
}

// MARK: HTML

extension HTMLTag {
  /// What an attribute refers to; `nil` for one that has no address.
  private func kind(of attribute: Attribute) -> Address.Kind? {
    switch (name, attribute.name) {
    case ("img", "src"), ("img", "srcset"), ("source", "srcset"), ("video", "poster"): .picture
    case ("a", "href"), ("area", "href"), ("object", "data"): .file
    case ("video", "src"), ("audio", "src"), ("source", "src"), ("track", "src"),
      ("iframe", "src"), ("embed", "src"):
      .file
    default: nil
    }
  }

  /// The value of an attribute with other addresses; `nil` for one in which none is another one.
  func value(of attribute: Attribute, replacing replacement: (Address) -> String) -> String? {
    guard let kind = kind(of: attribute) else { return nil }
    var isChanged = false
    func replaced(_ text: String) -> String {
      let address = replacement(Address(text: text, kind: kind, isInHTML: true))
      guard address != text else { return text }
      isChanged = true
      return percentEncoded(address)
    }
    // An address may have commas in it, but not at its end.
    let value =
      attribute.name != "srcset"
      ? replaced(attribute.value)
      : attribute.value.replacing(/([\s,]*)([^\s,]\S*?)(,+(?=\s|$)|\s[^,]*|$)/) { candidate in
        candidate.output.1 + replaced(String(candidate.output.2)) + candidate.output.3
      }
    return isChanged ? value : nil
  }
}

extension String {
  /// The addresses in HTML.
  fileprivate var addresses: [Address] {
    var addresses: [Address] = []
    _ = replacingAddresses { address, _ in
      addresses.append(address)
      return address.text
    }
    return addresses
  }

  /// HTML with other addresses; those that stay the same stay as they are written.
  ///
  /// - Parameter replacement: Asked for them in the order of the text, with the tags that have them.
  func replacingAddresses(_ replacement: (Address, HTMLTag) -> String) -> String {
    var bytes: [UInt8] = []
    var rest = Array(utf8)[...]
    for tag in htmlTags {
      for attribute in tag.attributes {
        guard let value = tag.value(of: attribute, replacing: { replacement($0, tag) }) else {
          continue
        }
        bytes += rest[..<attribute.range.lowerBound]
        bytes += "\"\(value.htmlEscaped)\"".utf8
        rest = rest[attribute.range.upperBound...]
      }
    }
    return (bytes + rest).text
  }
}
