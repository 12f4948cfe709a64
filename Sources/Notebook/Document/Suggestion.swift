extension String {
  /// `; did you mean …?` with the most similar of the candidates, if one is similar at all.
  func suggestion(from candidates: [String]) -> String {
    let nearest = candidates.map { (name: $0, distance: editDistance(to: $0)) }
      .min { $0.distance < $1.distance }
    guard let nearest, nearest.distance <= Swift.max(2, count / 2) else { return "" }
    return "; did you mean `\(nearest.name)`?"
  }

  /// Whether this looks like a slip in writing the other: a letter is missing, wrong or too much, or
  /// two have changed places.
  func isSlip(for other: String) -> Bool {
    editDistance(to: other) == 1 || self != other && sorted() == other.sorted()
  }

  /// How many characters must be inserted, deleted or replaced to get the other text.
  private func editDistance(to other: String) -> Int {
    let target = Array(other.lowercased())
    var row = Array(0...target.count)
    for (index, character) in lowercased().enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for column in target.indices {
        let replaced = diagonal + (target[column] == character ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = Swift.min(replaced, row[column] + 1, row[column + 1] + 1)
      }
    }
    return row[target.count]
  }
}
