/// A sum of products by Einstein's convention, as NumPy writes it: `einsum("bij,bjk->bik", a, b)`.
///
/// A letter that is not in the result is summed over; without `->`, the result has the letters that
/// occur once, in alphabetical order. A letter twice in one operand takes its diagonal.
public func einsum(_ equation: String, _ operands: Tensor...) -> Tensor {
  einsum(equation, operands)
}

/// The same with a list of operands.
public func einsum(_ equation: String, _ operands: [Tensor]) -> Tensor {
  let parsed = EinsumEquation(equation, operands)
  var terms = zip(parsed.inputs, operands).map { letters, tensor in
    EinsumTerm(letters: letters, tensor: tensor).withoutRepetitions()
  }
  while terms.count > 1 {
    let (a, b) = (terms.removeFirst(), terms.removeFirst())
    let needed = Set(parsed.output).union(terms.flatMap(\.letters))
    terms.insert(a.contracted(with: b, keeping: needed), at: 0)
  }
  return terms[0].arranged(parsed.output)
}

private struct EinsumEquation {
  let inputs: [[Character]]
  let output: [Character]

  init(_ equation: String, _ operands: [Tensor]) {
    let sides = equation.filter { $0 != " " }.split(
      separator: "->", omittingEmptySubsequences: false)
    inputs = sides[0].split(separator: ",", omittingEmptySubsequences: false).map(Array.init)
    let all = inputs.joined()
    guard sides.count <= 2, inputs.count == operands.count, all.allSatisfy(\.isLetter) else {
      shapeError("einsum: \"\(equation)\" is no equation for \(operands.count) operands")
    }
    output =
      sides.count == 2
      ? Array(sides[1]) : Set(all).filter { letter in all.count { $0 == letter } == 1 }.sorted()
    guard Set(output).count == output.count, Set(output).isSubset(of: Set(all)) else {
      shapeError("einsum: \"\(equation)\": the result repeats or invents a letter")
    }
    checkSizes(equation, operands)
  }

  private func checkSizes(_ equation: String, _ operands: [Tensor]) {
    var sizes: [Character: Int] = [:]
    for (letters, tensor) in zip(inputs, operands) {
      guard letters.count == tensor.rank else {
        shapeError("einsum: \"\(String(letters))\" for an operand of shape \(tensor.shape)")
      }
      for (letter, size) in zip(letters, tensor.shape.dimensions) {
        guard sizes[letter, default: size] == size else {
          shapeError("einsum: \"\(equation)\": \(letter) is both \(sizes[letter]!) and \(size)")
        }
        sizes[letter] = size
      }
    }
  }
}

/// A tensor whose dimensions have letters.
private struct EinsumTerm {
  let letters: [Character]
  let tensor: Tensor

  /// Takes diagonals until each letter is there once.
  func withoutRepetitions() -> EinsumTerm {
    for (second, letter) in letters.enumerated() {
      guard let first = letters[..<second].firstIndex(of: letter) else { continue }
      var rest = letters
      rest.remove(at: second)
      rest.remove(at: first)
      return EinsumTerm(letters: rest + [letter], tensor: tensor.diagonal(first, second))
        .withoutRepetitions()
    }
    return self
  }

  /// Sums over the letters that are not in `kept`.
  func summed(keeping kept: Set<Character>) -> EinsumTerm {
    let dims = letters.indices.filter { !kept.contains(letters[$0]) }
    guard !dims.isEmpty else { return self }
    return EinsumTerm(
      letters: letters.filter(kept.contains), tensor: tensor.sum(dims: dims))
  }

  func arranged(_ order: [Character]) -> Tensor {
    let kept = summed(keeping: Set(order))
    return kept.tensor.permuted(order.map { kept.letters.firstIndex(of: $0)! })
  }

  /// The product with another term, summed over the letters that are not in `kept`: a batched product
  /// of matrices.
  func contracted(with other: EinsumTerm, keeping kept: Set<Character>) -> EinsumTerm {
    let a = summed(keeping: kept.union(other.letters))
    let b = other.summed(keeping: kept.union(letters))
    let shared = a.letters.filter(b.letters.contains)
    let batch = shared.filter(kept.contains)
    let inner = shared.filter { !kept.contains($0) }
    let rows = a.letters.filter { !shared.contains($0) }
    let columns = b.letters.filter { !shared.contains($0) }
    func size(_ letters: [Character], in term: EinsumTerm) -> [Int] {
      letters.map { term.tensor.shape[term.letters.firstIndex(of: $0)!] }
    }
    let batchSize = size(batch, in: a)
    let (m, k, n) = (size(rows, in: a), size(inner, in: a), size(columns, in: b))
    let left = a.arranged(batch + rows + inner)
      .reshaped(to: Shape(batchSize + [m.reduce(1, *), k.reduce(1, *)]))
    let right = b.arranged(batch + inner + columns)
      .reshaped(to: Shape(batchSize + [k.reduce(1, *), n.reduce(1, *)]))
    return EinsumTerm(
      letters: batch + rows + columns,
      tensor: matmul(left, right).reshaped(to: Shape(batchSize + m + n)))
  }
}
