/// The `$$` around formulas that stand on lines of their own.
extension ArraySlice<UInt8> {
  /// Whether `$$` stands in the text, not behind a backslash.
  var containsDisplayDollars: Bool {
    var scanner = ByteScanner(Array(self))
    while !scanner.isAtEnd {
      if scanner.scan("$$") { return true }
      scanner.index += scanner.current == UInt8(ascii: "\\") ? 2 : 1
    }
    return false
  }

  /// Whether the line closes a formula, by `$$` or by `$$ {#label}`.
  var endsFormula: Bool {
    withoutAttributes.trimmingEnd(while: \.isASCIIWhitespace).endsWithDisplayDollars
  }

  var endsWithDisplayDollars: Bool {
    suffix(2).elementsEqual("$$".utf8) && !dropLast(2).containsDisplayDollars
  }
}
