import NotebookDisplay
import Testing

private struct Layer {
  var name: String
  var kernel: Int?
  var neurons: Int
  var accuracy: Double
  var depth = 1
}

private let layers = [
  Layer(name: "输入", kernel: nil, neurons: 154_587, accuracy: 0.5),
  Layer(name: "conv|1", kernel: 11, neurons: 290_400, accuracy: 0.98123, depth: 2),
]

@Suite struct TableTests {
  private let table = Table(layers, caption: "Layers") {
    Column("层", \.name)
    Column("卷积核", \.kernel)
    Column("神经元", \.neurons, total: .sum)
    Column("准确率", \.accuracy, format: .percent(digits: 2))
  }

  @Test func writesHTML() {
    #expect(table.mimeBundle.role == .table)
    #expect(table.mimeBundle.caption == "Layers")
    #expect(
      table.mimeBundle.text(.html) == """
        <table>
        <thead>
        <tr><th scope="col">层</th><th scope="col" class="num">卷积核</th>\
        <th scope="col" class="num">神经元</th><th scope="col" class="num">准确率</th></tr>
        </thead>
        <tbody>
        <tr><th scope="row">输入</th><td class="num nil">–</td>\
        <td class="num">154,587</td><td class="num">50.00%</td></tr>
        <tr><th scope="row">conv|1</th><td class="num">11</td>\
        <td class="num">290,400</td><td class="num">98.12%</td></tr>
        </tbody>
        <tfoot>
        <tr><th scope="row">合计</th><td class="num"></td>\
        <td class="num">444,987</td><td class="num"></td></tr>
        </tfoot>
        </table>
        """)
  }

  @Test func shadesCells() {
    let table = Table([0, -1, 0.004, 0.256, 1, 7, .nan]) { Column("x", { "\($0)" }, shade: \.self) }
    let html = table.mimeBundle.text(.html)!
    let shades = html.matches(of: #/class="shaded" style="--shade:(\d+)%"/#).map { String($0.1) }
    #expect(shades == ["26", "100", "100"])
  }

  @Test func writesMarkdown() {
    #expect(
      table.mimeBundle.text(.markdown) == """
        | 层 | 卷积核 | 神经元 | 准确率 |
        | --- | ---: | ---: | ---: |
        | 输入 | – | 154,587 | 50.00% |
        | conv\\|1 | 11 | 290,400 | 98.12% |
        | **合计** |  | **444,987** |  |
        """)
  }

  @Test func alignsWideCharacters() {
    #expect(
      table.mimeBundle.text(.plain) == """
        层      卷积核   神经元  准确率
        ───────────────────────────────
        输入         –  154,587  50.00%
        conv|1      11  290,400  98.12%
        ───────────────────────────────
        合计            444,987
        """)
  }

  @Test func indentsTrees() throws {
    let table = Table(layers, depth: \.depth) { Column("Layer", \.name, index: { "\($0.depth)" }) }
    let html = try #require(table.mimeBundle.text(.html))
    #expect(html.contains(#"<tr class="d2"><th scope="row">conv|1 <span class="ix">2</span></th>"#))
    #expect(table.mimeBundle.text(.plain)?.contains("\n  conv|1 2") == true)
  }

  @Test func groupsHeadings() throws {
    let table = Table(layers) {
      Column("Layer", \.name)
      Column("Neurons", \.neurons, group: "Network")
      Column("Accuracy", \.accuracy, group: "Network")
    }
    let html = try #require(table.mimeBundle.text(.html))
    #expect(html.contains(#"<tr><td></td><th scope="colgroup" colspan="2" class="group">Network"#))
  }

  @Test func givesAColumnTheSameDecimals() throws {
    let table = Table(headers: ["", "x"], rows: [["a", 0.5], ["b", 0.125], ["c", nil]])
    #expect(
      table.mimeBundle.text(.markdown) == """
        |  | x |
        | --- | ---: |
        | a | 0.500 |
        | b | 0.125 |
        | c | – |
        """)
    let html = try #require(table.mimeBundle.text(.html))
    #expect(html.contains("<tr><td></td><th"))
  }

  @Test func acceptsRowsOfStrings() {
    let table = Table(headers: ["a", "b"], rows: [["1", "<2>"], ["3"]])
    #expect(table.mimeBundle.text(.html)?.contains("<td>&lt;2&gt;</td>") == true)
  }

  @Test func sumsThatLeaveTheIntegersAreFractions() {
    let table = Table([Int.max, 1]) { Column("n", { $0 }, total: .sum) }
    #expect(table.mimeBundle.text(.plain)?.hasSuffix("9.223372036854776e+18") == true)
  }
}
