/// What TeX's commands stand for.
extension FormulaText {
  static let symbols = pairs(
    """
    alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ
    lambda λ mu μ nu ν xi ξ pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ phi ϕ varphi φ
    chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω
    times × div ÷ cdot · ast ∗ star ⋆ circ ∘ bullet • pm ± mp ∓ oplus ⊕ ominus ⊖ otimes ⊗ odot ⊙
    cap ∩ cup ∪ setminus ∖ wedge ∧ land ∧ vee ∨ lor ∨ neg ¬ lnot ¬
    le ≤ leq ≤ leqslant ≤ ge ≥ geq ≥ geqslant ≥ ne ≠ neq ≠ ll ≪ gg ≫ approx ≈ equiv ≡ sim ∼ simeq ≃
    cong ≅ propto ∝ prec ≺ succ ≻ parallel ∥ perp ⊥ top ⊤ bot ⊥ lt < gt > colon :
    in ∈ notin ∉ ni ∋ subset ⊂ subseteq ⊆ supset ⊃ supseteq ⊇ emptyset ∅ varnothing ∅
    forall ∀ exists ∃ nexists ∄ therefore ∴ because ∵
    to → rightarrow → longrightarrow ⟶ leftarrow ← gets ← leftrightarrow ↔ uparrow ↑ downarrow ↓
    Rightarrow ⇒ Longrightarrow ⟹ implies ⟹ Leftarrow ⇐ Leftrightarrow ⇔ iff ⟺ mapsto ↦
    sum ∑ prod ∏ coprod ∐ int ∫ iint ∬ iiint ∭ oint ∮ bigcap ⋂ bigcup ⋃ partial ∂ nabla ∇ infty ∞
    ell ℓ hbar ℏ imath ı jmath ȷ Re ℜ Im ℑ aleph ℵ prime ′ degree ° angle ∠ triangle △ square □
    ldots … dots … cdots ⋯ vdots ⋮ ddots ⋱ dotsc … dotsb ⋯
    langle ⟨ rangle ⟩ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ lbrace { rbrace } lvert | rvert | vert | mid |
    lVert ‖ rVert ‖ Vert ‖ backslash \\
    """
  ).merging([
    "quad": " ", "qquad": " ", "bmod": " mod ", "pmod": "mod ", "space": " ",
  ]) { $1 }

  /// They are written by their names.
  static let functions = Set(
    """
    arccos arcsin arctan arg argmax argmin cos cosh cot coth csc deg det dim exp gcd hom inf ker lg lim
    liminf limsup ln log max min mod Pr sec sin sinh sup tan tanh
    """.split(whereSeparator: \.isWhitespace).map(String.init))

  static let punctuation: [Character: String] = [
    "\\": " ", ",": " ", ";": " ", ":": " ", ">": " ", "!": "", "|": "‖", "\n": " ",
  ]

  static let numberSets = pairs("C ℂ E 𝔼 N ℕ P ℙ Q ℚ R ℝ Z ℤ 1 𝟙")

  /// Combining characters.
  static let accents: [String: String] = [
    "grave": "\u{300}", "acute": "\u{301}", "hat": "\u{302}", "widehat": "\u{302}",
    "tilde": "\u{303}", "widetilde": "\u{303}", "bar": "\u{304}", "overline": "\u{304}",
    "breve": "\u{306}", "dot": "\u{307}", "ddot": "\u{308}", "check": "\u{30C}", "vec": "\u{20D7}",
  ]

  static let superscripts = letters("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ")
    .merging(["T": "ᵀ", "∘": "°"]) { $1 }

  static let subscripts = letters("0123456789+-=()aeijkmnt", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑᵢⱼₖₘₙₜ")

  private static func letters(_ plain: String, _ set: String) -> [Character: Character] {
    Dictionary(uniqueKeysWithValues: zip(plain, set))
  }

  private static func pairs(_ text: String) -> [String: String] {
    let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
    return Dictionary(
      uniqueKeysWithValues: stride(from: 0, to: words.count, by: 2).map {
        (words[$0], words[$0 + 1])
      })
  }
}
