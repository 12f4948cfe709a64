/// Notes for paper: links to other sites have a letter there, and below what they stand in come their
/// addresses.
struct AddressNotes {
  private var count = 0
  private var pending: [(mark: String, address: String)] = []

  /// The letter of a link; `nil` for those that lead to no other site, or show where they lead.
  mutating func mark(_ address: String, shownAs text: String) -> String? {
    guard let place = Self.place(of: address), place != Self.place(of: text, isWhole: false) else {
      return nil
    }
    let mark = Self.letters(count)
    count += 1
    pending.append((mark, address))
    return mark
  }

  /// The notes since the last time, as HTML; `nil` where there are none.
  mutating func takePending() -> String? {
    guard !pending.isEmpty else { return nil }
    defer { pending = [] }
    let notes = pending.map { "<span><b>\($0.mark)</b>\($0.address.htmlEscaped)</span>" }
    return "<p class=\"addresses\">\(notes.joined(separator: " "))</p>\n"
  }

  /// An address without its scheme, which one that is no whole address need not have.
  private static func place(of address: String, isWhole: Bool = true) -> Substring? {
    let scheme = ["https://", "http://"].first(where: address.lowercased().hasPrefix)
    guard scheme != nil || !isWhole else { return nil }
    let place = address.dropFirst(scheme?.count ?? 0)
    return place.hasSuffix("/") ? place.dropLast() : place
  }

  /// a … z, aa …
  private static func letters(_ index: Int) -> String {
    let letter = String(Unicode.Scalar(UInt8(ascii: "a") + UInt8(index % 26)))
    return index < 26 ? letter : letters(index / 26 - 1) + letter
  }
}
