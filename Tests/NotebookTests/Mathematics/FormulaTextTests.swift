import Testing

@testable import Notebook

@Suite struct FormulaTextTests {
  @Test(arguments: [
    ("x", "x"),
    ("w^T x + b < 1", "wᵀ x + b < 1"),
    (#"\alpha\beta \le 10^{-3}"#, "αβ ≤ 10⁻³"),
    (#"N = H\,W\,C_{\text{out}}"#, "N = H W C_out"),
    (#"C_\text{in}/g"#, "C_in/g"),
    (#"\frac{a+b}{2}"#, "(a+b)/2"), (#"\frac12 x_i^2"#, "1/2 xᵢ²"),
    (#"\sqrt{x}+\sqrt[3]{a+1}"#, "√x+∛(a+1)"),
    (#"\sum_{i=1}^{n} x_{i,j}"#, "∑_(i=1)ⁿ x_(i,j)"),
    (#"W^{(l)} \in \mathbb{R}^{m \times n}"#, "W^(l) ∈ ℝ^(m × n)"),
    (#"\hat y = \operatorname*{argmax}_k p_k"#, "ŷ = argmaxₖ pₖ"),
    (#"\left\{ \log x \right."#, "{ log x"),
    (#"\begin{array}{cc} a & b \\[2pt] c & d \end{array}"#, "a b c d"),
    (#"f'(x)\text{ if }x > 0\tag{1}"#, "f′(x) if x > 0"),
    (#"100\%% remark"#, "100%"), (#"\unknown{a}{b}"#, "ab"), (#"90^\circ"#, "90°"),
    // What is no TeX does no harm.
    ("", ""), ("a}b", "ab"), ("{a", "a"), (#"\"#, ""), ("x^", "x"), (#"\frac{a"#, "a/"),
  ])
  func plain(tex: String, text: String) {
    #expect(FormulaText.plain(tex) == text)
  }

  @Test func deepNestingHasAnEnd() {
    let deep = String(repeating: "{", count: 100_000) + "x"
    #expect(FormulaText.plain(deep) == "")
    #expect(!FormulaText.plain(String(repeating: #"\hat"#, count: 100_000)).contains("\\"))
  }
}
