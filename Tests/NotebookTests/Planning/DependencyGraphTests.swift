import Testing

@testable import Notebook

@Suite struct DependencyGraphTests {
  private static let chapter = """
    ---
    params: {rate: 0.1}
    ---

    ```swift
    //| label: setup
    struct Layer { static var count = 0; var size = 1 }
    extension Layer { var twice: Int { 2 * size } }
    func scaled(_ x: Double) -> Double { calls += 1; return x * params.rate }
    func scaled(_ x: Int) -> Double { scaled(Double(x)) }
    var calls = 0
    let layers = [Layer()]
    ```

    Text with `{swift} scaled(2)` in it.

    ```swift
    //| label: second
    guard var 总数 = layers.first?.twice else { fatalError() }
    prefix operator √
    prefix func √ (x: Int) -> Int { x }
    ```

    ```swift
    let layers = layers + layers
    总数 = √总数
    ```

    ```swift
    //| eval: false
    ignored
    ```

    ```swift
    layers.count + calls
    ```

    """

  private var graph: DependencyGraph {
    DependencyGraph(of: Document.parse(Self.chapter, path: "notebooks/x.md").document)
  }

  @Test func text() throws { try expectGolden(graph.text, "Planning/graph.txt") }

  @Test func drawing() throws {
    try expectGolden(graph.svg, "Planning/graph.svg")
    #expect(graph.svg == graph.svg)
  }

  @Test func chapterWithoutCells() {
    let graph = DependencyGraph(of: Document.parse("Text.\n", path: "x.md").document)
    #expect(graph.text == "x.md has no cells\n")
    #expect(graph.svg.contains("viewBox"))
  }
}
