extension String {
  /// The HTML with other addresses of its pictures, the `src` of each `img`.
  func replacingPictureAddresses(_ replacement: (String) -> String) -> String {
    guard contains("src") else { return self }
    return replacing(pictureSource) { match in
      let address = match.output.2 ?? match.output.3 ?? match.output.4 ?? ""
      return "\(match.output.1)\"\(replacement(String(address)))\""
    }
  }

  /// The addresses of the pictures in HTML.
  var pictureAddresses: [String] {
    matches(of: pictureSource).map { String($0.output.2 ?? $0.output.3 ?? $0.output.4 ?? "") }
  }

  private var pictureSource: Regex<(Substring, Substring, Substring?, Substring?, Substring?)> {
    /(?i)(<img\b[^<>]*?\ssrc\s*=\s*)(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/
  }
}
