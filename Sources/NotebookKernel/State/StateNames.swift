/// The types and functions that a state refers to, numbered in the order of their first use.
struct StateNames {
  enum Name: Hashable {
    case type(TypeName)
    case function(symbol: String)
  }

  struct Entry {
    var name: Name
    /// What is the same in each process and whatever units are called.
    var description: String
  }

  private(set) var entries: [Entry] = []
  private var types: [TypeMetadata: Int] = [:]
  private var functions: [String: Int] = [:]
  private var describer = TypeDescriber()

  /// Nil if the type has no name that it could be found by.
  mutating func number(of type: TypeMetadata) -> Int? {
    if let number = types[type] { return number }
    guard let name = TypeName(type.type) else { return nil }
    types[type] = entries.count
    entries.append(Entry(name: .type(name), description: describer.describe(type.type)))
    return entries.count - 1
  }

  mutating func number(ofFunction symbol: String) -> Int {
    if let number = functions[symbol] { return number }
    functions[symbol] = entries.count
    entries.append(
      Entry(
        name: .function(symbol: symbol), description: describer.describe(function: symbol)))
    return entries.count - 1
  }
}
