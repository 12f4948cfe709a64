import NotebookDisplay

/// The address with everything percent-encoded that may not stand in a URL, and what is encoded
/// already left alone: the same characters as in CommonMark's reference implementation.
func percentEncoded(_ address: String) -> String {
  let hexadecimal = Array("0123456789ABCDEF".utf8)
  var result: [UInt8] = []
  for byte in address.utf8 {
    if isAllowed(byte) {
      result.append(byte)
    } else {
      result += [UInt8(ascii: "%"), hexadecimal[Int(byte >> 4)], hexadecimal[Int(byte & 15)]]
    }
  }
  return String(decoding: result, as: UTF8.self)
}

/// The address as the value of an HTML attribute.
func addressAttribute(_ address: String) -> String {
  percentEncoded(address).htmlEscaped.replacing("'", with: "&#x27;")
}

private func isAllowed(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"):
    true
  default: "!#$%&'()*+,-./:;=?@_~".utf8.contains(byte)
  }
}
