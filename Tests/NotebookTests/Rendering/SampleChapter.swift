import Notebook
import NotebookDisplay

/// A chapter with one of everything, as the parser and the kernel would hand it over.
enum SampleChapter {
  static let source = """
    ---
    title: 第 3 章 深度学习
    ---
    let images = Tensor.zeros([32, 748])
    let 隐层 = try Linear(784, 256).apply(images)
    """

  static var document: Document {
    var frontMatter = FrontMatter()
    frontMatter.title = "第 3 章 深度学习"
    frontMatter.subtitle = "习题解答：数字、表格与图都由页内的Swift单元算出。"
    frontMatter.authors = ["甲 & 乙"]
    frontMatter.date = "2026-11-23"
    frontMatter.language = "zh-CN"
    frontMatter.execute.seed = 20
    return Document(
      path: "notebooks/ch3.md", source: source, frontMatter: frontMatter,
      blocks: prose + cells + extras, footnotes: [note])
  }

  static let result = ExecutionResult(
    outputs: [
      0: [
        .stream(.stdout, "第 1轮  损失 0.3120\n"),
        .stream(.stdout, "\u{1B}[1m第 2轮\u{1B}[0m  损失 0.1410\n"),
        .stream(.stderr, "warning: slow\n"),
        .display(layerTable.mimeBundle),
      ],
      1: [.display(drawing.mimeBundle)],
      2: [.display(longTable.mimeBundle)],
      3: [.error(failure)],
      5: [.display(MIMEBundle(describing: "text")!), .display(HTML("<b>rich</b>").mimeBundle)],
    ],
    inlineValues: [0: "60,965,224", 1: "98.12%", 2: "AlexNet"])

  // MARK: Blocks

  private static let prose: [Block] = [
    heading(2, "神经元与参数", id: "sec-3-1", number: "3.1"),
    paragraph([
      .text("先说清数的是什么。一个"), .strong([.text("神经元")]), .text("做一次"), .emphasis([.text("加权")]),
      .text("求和再加偏置，即"), .math(tex: "w^T x + b < 1", display: false), .text("，见"),
      .link(destination: "#3.1.1 AlexNet", title: "下文", content: [.text("下文")]), .text("与"),
      .code("let x = \"<a>\""), .footnoteReference(label: "a", number: 1), .text("。"), .softBreak,
      .text("换行后接着写"), .softBreak, .text("English & more."), .lineBreak, .text("硬换行。"),
    ]),
    block(.math(tex: "N = H\\,W\\,C_{\\text{out}} < \\infty")),
    paragraph([
      .text("原版有"), .expression(expression(0, "alexnet.parameters")), .text("个参数，准确率"),
      .expression(expression(1, "percent(accuracy, digits: 2)")), .text("，名叫"),
      .expression(expression(2, "name")), .text("，未算"), .expression(expression(3, "later")),
      .text("。"),
    ]),
    block(.math(tex: "P = C_{\\text{out}}", label: "eq-parameters")),
    paragraph([
      .text("由"), reference("eq-parameters"), .text("与"), reference("tbl-alexnet"), .text("，参看"),
      reference("sec-3-1"), .text("和图"), reference("fig-loss", isNumberOnly: true), .text("。"),
    ]),
    heading(3, "AlexNet", id: "3.1.1-alexnet", number: "3.1.1"),
    block(
      .list(
        List(
          items: [
            item([
              paragraph([.text("一")]),
              block(.list(List(items: [item([paragraph([.text("嵌套")])])], isTight: true))),
            ]),
            item([paragraph([.text("二 "), .strikethrough([.text("删")])])]),
          ], start: 3, isTight: true))),
    block(
      .list(
        List(
          items: [
            item([paragraph([.text("完成")])], checked: true),
            item([paragraph([.text("未完成")])], checked: false),
          ], isTight: true))),
    block(
      .table(
        PipeTable(
          alignments: [nil, .right, .center],
          header: [[.text("网络")], [.text("参数")], [.text("备|注")]],
          rows: [[[.text("AlexNet")], [.text("60,965,224")], [.code("a|b")]]]))),
    block(.blockQuote([paragraph([.text("引用 * _ [ ` < # 文字")])])),
    block(.codeBlock(language: "python", text: "print(1 < 2)\n")),
  ]

  private static let cells: [Block] = [
    cell(0, "let alexnet = AlexNet(.original)  // 两组卷积\nprint(\"训练 \\(alexnet)\", 3.14)", line: 41)
    {
      $0.label = "tbl-alexnet"
    },
    cell(1, "LineChart(history)", line: 60) {
      $0.label = "fig-loss"
      $0.codeFold = .folded
      $0.figureCaption = "训练过程"
    },
    cell(2, "summary(model)", line: 70) {
      $0.label = "vgg"
      $0.echo = false
      $0.tableCaption = "VGG19逐层小结"
    },
    heading(2, "形状不合时", id: "sec-3-2", number: "3.2"),
    cell(
      3, "let images = Tensor.zeros([32, 748])\nlet 隐层 = try Linear(784, 256).apply(images)",
      line: 4
    ) {
      $0.label = "mismatch"
      $0.error = true
    },
    cell(4, "hidden()", line: 80) { $0.include = false },
    cell(5, "name", line: 82) { _ in },
  ]

  private static let extras: [Block] = [
    heading(2, "Unnumbered *heading*", id: "unnumbered"),
    paragraph([
      .image(
        Picture(
          source: "a b.png", title: "t\"t",
          alternative: [.text("pic "), .emphasis([.text("ture")])])),
      .html("<kbd>"), .text("K"), .html("</kbd>"),
    ]),
    block(.thematicBreak),
    block(.html("<div>raw</div>\n")),
  ]

  private static let note = Footnote(
    label: "a", number: 1, blocks: [paragraph([.text("论文里写的输入是224。")])], range: range)

  // MARK: Outputs

  private struct Layer {
    var name: String
    var shape: String
    var neurons: Int
    var kernel: Int?
  }

  private static let layers = [
    Layer(name: "输入", shape: "227 × 227 × 3", neurons: 154_587),
    Layer(name: "conv1", shape: "55 × 55 × 96", neurons: 290_400, kernel: 11),
  ]

  private static let layerTable = Table(layers, caption: "原版AlexNet逐层的神经元与参数") {
    Column("层", \.name)
    Column("卷积核", \.kernel)
    Column("输出", \.shape, alignment: .right)
    Column("神经元", \.neurons, total: .sum)
  }

  private static let longTable = Table(1...30, depth: \.depthOfSample) {
    Column("层", { "Conv2d \($0)" }, index: { "2-\($0)" })
    Column("输出形状", { "1 × 64 × \($0) × \($0)" }, alignment: .right)
    Column("参数", { $0 * 12_345 }, total: .sum)
  }

  private static let drawing = SVG(
    """
    <svg viewBox="0 0 320 100" xmlns="http://www.w3.org/2000/svg">\
    <path d="M0 90L320 10" stroke="currentColor" fill="none"/></svg>
    """, alternative: "一条上升的线")

  private static let failure = Diagnostic(
    .error, "形状不合：输入的最后一维是748，这一层要784\n  left: [32, 748]\n  right: [784, 256]",
    file: "notebooks/ch3.md",
    range: SourcePosition(line: 5, column: 18)..<SourcePosition(line: 5, column: 49))

  // MARK: Shorthands

  private static let range = SourcePosition(line: 1)..<SourcePosition(line: 1)

  private static func block(_ kind: Block.Kind) -> Block { Block(kind, range: range) }

  private static func paragraph(_ content: [Inline]) -> Block { block(.paragraph(content)) }

  private static func heading(_ level: Int, _ text: String, id: String, number: String? = nil)
    -> Block
  {
    block(.heading(Heading(level: level, content: [.text(text)], id: id, number: number)))
  }

  private static func item(_ blocks: [Block], checked: Bool? = nil) -> List.Item {
    List.Item(blocks: blocks, checked: checked, range: range)
  }

  private static func expression(_ index: Int, _ source: String) -> InlineExpression {
    InlineExpression(index: index, source: source, range: range)
  }

  private static func reference(_ label: String, isNumberOnly: Bool = false) -> Inline {
    .reference(
      CrossReference(
        kind: .init(label: label)!, label: label, isNumberOnly: isNumberOnly, range: range))
  }

  private static func cell(
    _ index: Int, _ source: String, line: Int, _ configure: (inout CellOptions) -> Void
  ) -> Block {
    var options = CellOptions()
    configure(&options)
    return block(.cell(Cell(index: index, options: options, source: source, firstLine: line)))
  }
}

extension Int {
  fileprivate var depthOfSample: Int { self % 3 + 1 }
}
