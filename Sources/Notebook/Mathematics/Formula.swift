/// A formula as the author writes it.
struct Formula: Hashable, Codable, Sendable {
  /// TeX without its dollars.
  var tex: String
  /// Whether it stands on a line of its own.
  var display: Bool
}
