/// A sum of products by Einstein's convention, as NumPy writes it: `einsum("bij,bjk->bik", a, b)`.
///
/// A letter that is not in the result is summed over; without `->`, the result has the letters that
/// occur once, in alphabetical order. A letter twice in one operand takes its diagonal. `...` stands
/// for dimensions without a letter, aligned at the last one: `einsum("...ij,...jk->...ik", a, b)`;
/// without `->`, they come first. A dimension of 1 is repeated.
public func einsum(_ equation: String, _ operands: Tensor...) -> Tensor {
  einsum(equation, operands)
}

/// The same with a list of operands.
public func einsum(_ equation: String, _ operands: [Tensor]) -> Tensor {
  let parsed = EinsumEquation(equation, operands)
  var terms = zip(parsed.inputs, operands).map { letters, tensor in
    EinsumTerm(letters: letters, tensor: tensor.expanded(to: parsed.shape(of: letters)))
      .withoutRepetitions()
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
  private var sizes: [Character: Int] = [:]

  private static let ellipsis: Character = "…"

  init(_ equation: String, _ operands: [Tensor]) {
    let sides = equation.filter { $0 != " " }.replacing("...", with: "\(Self.ellipsis)")
      .split(separator: "->", omittingEmptySubsequences: false)
    let given = sides[0].split(separator: ",", omittingEmptySubsequences: false).map(Array.init)
    guard sides.count <= 2, given.count == operands.count, given.allSatisfy(Self.isOperand) else {
      shapeError("einsum: \"\(equation)\" is no equation for \(operands.count) operands")
    }
    let unnamed = zip(given, operands).map { letters, tensor in
      letters.contains(Self.ellipsis) ? max(tensor.rank - letters.count + 1, 0) : 0
    }
    let most = unnamed.max() ?? 0
    inputs = zip(given, unnamed).map { Self.named($0, $1, of: most) }
    let all = inputs.joined()
    let once = Set(all).filter { letter in letter.isLetter && all.count { $0 == letter } == 1 }
    output = Self.named(
      sides.count == 2 ? Array(sides[1]) : [Self.ellipsis] + once.sorted(), most, of: most)
    guard Set(output).count == output.count, Set(output).isSubset(of: Set(all)) else {
      shapeError("einsum: \"\(equation)\": the result repeats or invents a letter")
    }
    for (index, tensor) in operands.enumerated() {
      guard inputs[index].count == tensor.rank else {
        let letters = String(given[index])
        shapeError("einsum: \"\(letters)\" for an operand of shape \(tensor.shape)")
      }
      addSizes(of: tensor, inputs[index], equation)
    }
  }

  private static func isOperand(_ letters: [Character]) -> Bool {
    let rest = letters.filter { $0 != ellipsis }
    return rest.allSatisfy(\.isLetter) && letters.count - rest.count <= 1
  }

  /// The letters with characters for the dimensions that `…` stands for: the last `count` of `most`.
  private static func named(_ letters: [Character], _ count: Int, of most: Int) -> [Character] {
    letters.flatMap { letter in
      // Unicode leaves these to programs, so no letter is among them.
      letter != ellipsis
        ? [letter] : (most - count..<most).map { Character(Unicode.Scalar(0xE000 + UInt32($0))!) }
    }
  }

  private mutating func addSizes(of tensor: Tensor, _ letters: [Character], _ equation: String) {
    for (letter, size) in zip(letters, tensor.shape.dimensions) {
      let known = sizes[letter, default: 1]
      guard known == size || known == 1 || size == 1 else {
        let name = letter.isLetter ? letter : Self.ellipsis
        shapeError("einsum: \"\(equation)\": \(name) is both \(known) and \(size)")
      }
      sizes[letter] = size == 1 ? known : size
    }
  }

  /// The shape that an operand with these letters is repeated to.
  func shape(of letters: [Character]) -> Shape { Shape(letters.map { sizes[$0]! }) }
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
