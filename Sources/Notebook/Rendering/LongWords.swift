extension String {
  /// As HTML in which long addresses, paths and names may be broken behind their punctuation.
  ///
  /// Chinese lines are justified: one that ends in front of a long word is torn apart.
  var htmlWithBreaks: String {
    var html = ""
    var word = ""
    func finishWord() {
      html += word.utf8.count > 24 ? word.brokenBehindPunctuation : word.htmlEscaped
      word = ""
    }
    for character in self {
      if character.isASCII, !character.isWhitespace {
        word.append(character)
      } else {
        finishWord()
        html.append(character)
      }
    }
    finishWord()
    return html
  }

  private var brokenBehindPunctuation: String {
    map { character in
      let html = String(character).htmlEscaped
      return "/._-?&=,:(".contains(character) ? html + "<wbr>" : html
    }.joined()
  }
}
