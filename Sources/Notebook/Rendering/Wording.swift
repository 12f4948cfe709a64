/// The words that a page adds to its author's, in the language of the page.
struct Wording: Sendable {
  let skip: String
  let theme: String
  let light: String
  let dark: String
  let automatic: String
  let contents: String
  let author: String
  let date: String
  let source: String
  let code: String
  let copy: String
  let copied: String
  let table: String
  let figure: String
  let listing: String
  let equation: String
  let error: String
  let done: String
  let notDone: String
  let errorLine: String
  let errorDetails: String
  let recorded: String
  let shortOnPaper: String
  let codeOnScreen: String
  let noSuchPage: String
  let search: String
  let nothingFound: String
  let colophon: String
  let turn: String
  let previous: String
  let next: String

  let isChinese: Bool

  /// - Parameter language: A BCP 47 tag.
  static func language(_ language: String) -> Wording {
    let primary = language.lowercased().prefix { $0 != "-" && $0 != "_" }
    return primary == "zh" ? chinese : english
  }

  /// What templates find them by.
  var byName: [String: String] { isChinese ? Self.chineseByName : Self.englishByName }

  private static let englishByName = byName(english)
  private static let chineseByName = byName(chinese)

  private static func byName(_ words: Wording) -> [String: String] {
    let texts = Mirror(reflecting: words).children.compactMap { name, value in
      (value as? String).map { (name!, $0) }
    }
    return Dictionary(uniqueKeysWithValues: texts)
  }

  private static let english = Wording(
    skip: "Skip to the text", theme: "Colour scheme", light: "Light", dark: "Dark",
    automatic: "System", contents: "Contents", author: "Author", date: "Date", source: "Source",
    code: "Code", copy: "Copy", copied: "Copied", table: "Table", figure: "Figure",
    listing: "Listing",
    equation: "Equation", error: "Error", done: "Done", notDone: "To do",
    errorLine: "Where it went wrong",
    errorDetails: "Details of the error",
    recorded: "A recorded result: the cell was not run for this page.",
    shortOnPaper: " · on paper without the middle rows",
    codeOnScreen: " Folded code is not printed.", noSuchPage: "There is no such page",
    search: "Search", nothingFound: "Nothing found",
    colophon: "Colophon", turn: "Chapters",
    previous: "Previous", next: "Next", isChinese: false)

  private static let chinese = Wording(
    skip: "跳到正文", theme: "配色", light: "亮", dark: "暗", automatic: "随系统", contents: "本章目录",
    author: "作者", date: "日期", source: "源文件", code: "代码", copy: "复制", copied: "已复制", table: "表",
    figure: "图", listing: "代码", equation: "公式", error: "错误", done: "已完成", notDone: "待办",
    errorLine: "出错的位置",
    errorDetails: "错误详情", recorded: "记录下来的结果：生成本页时没有运行这个单元。", shortOnPaper: " · 纸上略去中间各行",
    codeOnScreen: "折叠起来的代码不印。",
    noSuchPage: "没有这一页", search: "搜索", nothingFound: "没有找到", colophon: "版记", turn: "前后章",
    previous: "上一章", next: "下一章", isChinese: true)
}

// MARK: Phrases

extension Wording {
  /// "Table 3.1".
  func label(_ kind: FloatLabel.Kind, _ number: String) -> String {
    let word =
      switch kind {
      case .table: table
      case .figure: figure
      case .listing: listing
      }
    return isChinese ? word + number : "\(word) \(number)"
  }

  /// "Table 3.1", "Equation (3.1)", "Section 3.1".
  func reference(to kind: CrossReference.Kind, _ number: String) -> String {
    switch kind {
    case .table: label(.table, number)
    case .figure: label(.figure, number)
    case .listing: label(.listing, number)
    case .equation: isChinese ? "式(\(number))" : "Equation (\(number))"
    case .section:
      if number.contains(".") {
        isChinese ? "\(number)节" : "Section \(number)"
      } else {
        isChinese ? "第\(number)章" : "Chapter \(number)"
      }
    }
  }

  func title(of callout: Callout) -> String {
    switch callout {
    case .note: isChinese ? "说明" : "Note"
    case .tip: isChinese ? "提示" : "Tip"
    case .important: isChinese ? "重要" : "Important"
    case .warning: isChinese ? "注意" : "Warning"
    case .caution: isChinese ? "勘误" : "Caution"
    }
  }

  func cell(_ label: String?, line: Int) -> String {
    if isChinese { return label.map { "单元\($0)" } ?? "第\(line)行的单元" }
    return label.map { "cell \($0)" } ?? "the cell in line \(line)"
  }

  func swiftCode(of cell: String) -> String {
    isChinese ? "\(cell)的Swift代码" : "Swift code of \(cell)"
  }

  func output(_ stream: CellOutput.Stream, of cell: String) -> String {
    switch stream {
    case .stdout: isChinese ? "\(cell)的标准输出" : "Standard output of \(cell)"
    case .stderr: isChinese ? "\(cell)的标准错误" : "Standard error of \(cell)"
    }
  }

  func value(of cell: String) -> String { isChinese ? "\(cell)的值" : "Value of \(cell)" }

  func sourceLine(_ file: String, _ line: Int) -> String {
    isChinese ? "源文件\(file)第\(line)行" : "Source file \(file), line \(line)"
  }

  func place(in cell: String, line: Int, column: Int) -> String {
    isChinese ? "\(cell)第\(line)行第\(column)列" : "\(cell), line \(line), column \(column)"
  }

  func computed(by source: String) -> String {
    isChinese ? "由 \(source) 算出" : "Computed by \(source)"
  }

  func lines(_ count: Int) -> String {
    isChinese ? "\(count)行" : count == 1 ? "1 line" : "\(count) lines"
  }

  func rows(_ count: Int) -> String { isChinese ? "\(count)行" : "\(count) rows" }

  /// What opens the numbers behind a drawing: how many rows there are, and how many are shown.
  func data(rows: [Int], shown: [Int]) -> String {
    let title = isChinese ? "数据" : "Data"
    guard rows != shown else { return title }
    let (all, some) = (rows.reduce(0, +), shown.reduce(0, +))
    return isChinese ? "\(title)（\(all)行中的\(some)行）" : "\(title) (\(some) of \(all) rows)"
  }

  func codeBlock(_ language: String?) -> String {
    language.map { isChinese ? "\($0)代码" : "\($0) code" } ?? code
  }

  func note(_ number: Int) -> String { isChinese ? "注\(number)" : "Note \(number)" }

  func back(toNote number: Int) -> String {
    isChinese ? "回到注\(number)处" : "Back to the reference of note \(number)"
  }

  /// What made the page; `source` is HTML.
  func colophon(
    source: String, facts: [String], cells: Int, failures: Int, recorded: Int
  ) -> String {
    let facts = facts.map(\.htmlEscaped)
    if isChinese {
      let made = (["本页由notebook从\(source)生成"] + facts).joined(separator: "，")
      guard cells > 0 else { return made + "。" }
      return "\(made)。\(cells)个单元" + (failures > 0 ? "，其中\(failures)个出错" : "")
        + (recorded > 0 ? "，\(recorded)个没有在这里运行，它们的结果和由此而来的数目是记录下来的。" : "。")
    }
    let made = (["Made by notebook from \(source)"] + facts).joined(separator: ", ")
    guard cells > 0 else { return made + "." }
    let count = cells == 1 ? "1 cell" : "\(cells) cells"
    return "\(made). \(count)" + (failures > 0 ? ", \(failures) of which failed" : "")
      + (recorded > 0
        ? ", \(recorded) not run here: their results, and the numbers made of them, are recorded ones."
        : ".")
  }

  func seed(_ seed: Int) -> String { isChinese ? "随机种子\(seed)" : "random seed \(seed)" }
}
