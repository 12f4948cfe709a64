import Testing

@testable import Notebook

/// What language a page is in if its author has not said it.
@Suite struct WrittenLanguageTests {
  private func language(_ text: String) -> String {
    Document.parse(text, path: "a.md").document.frontMatter.language
  }

  @Test(arguments: [
    ("# softmax回归\n\n用softmax函数把输出变成概率，`let x = 1`。", "zh"),
    ("---\ntitle: 深度学习\n---\n\n```swift\nlet model = Sequential()\n```\n", "zh"),
    ("深度学習は、多層のニューラルネットワークを用いた機械学習の手法である。", "ja"),
    ("딥 러닝은 여러 계층의 신경망으로 배우는 방법이다.", "ko"),
    ("A page about 深度学习, which is deep learning in Chinese.", "en"),
    ("Ein Text auf Deutsch.", "en"), ("", "en"), ("$x$ 1 + 1", "en"),
  ])
  func isSeenFromTheScript(_ text: String, _ expected: String) {
    #expect(language(text) == expected)
  }

  @Test func theAuthorKnowsBetter() {
    #expect(language("---\nlang: en\n---\n\n一二三四五六七八九十") == "en")
    #expect(language("---\nlang: zh-TW\n---\n\n深度學習") == "zh-TW")
  }
}
