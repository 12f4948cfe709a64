/// The characters that occur in a text, numbered in Unicode order.
///
/// A character is a Unicode scalar here, as in Python.
public struct CharacterVocabulary: Hashable, Sendable {
  /// By number.
  public let characters: [Unicode.Scalar]
  private let numbers: [Unicode.Scalar: Int32]

  /// The characters of `text`.
  public init(_ text: String) {
    characters = Set(text.unicodeScalars).sorted()
    numbers = Dictionary(
      uniqueKeysWithValues: characters.enumerated().map { ($1, Int32($0)) })
  }

  public var count: Int { characters.count }

  /// The numbers of the characters of `text`, all of which must be in the vocabulary.
  public func encode(_ text: String) -> [Int32] {
    text.unicodeScalars.map { character in
      guard let number = numbers[character] else {
        fatalError("CharacterVocabulary: \(character.debugDescription) is not in the vocabulary")
      }
      return number
    }
  }

  /// The text whose characters have these numbers.
  public func decode(_ numbers: some Sequence<Int32>) -> String {
    var text = String.UnicodeScalarView()
    for number in numbers { text.append(characters[Int(number)]) }
    return String(text)
  }
}
