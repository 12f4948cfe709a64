import DeepLearning
import NotebookDisplay
import NotebookKernel
import Testing

/// How tensors are shown below a cell.
@Suite struct TensorDisplayTests {
  @Test func scalarsAreText() {
    let bundle = Tensor(2.5).mimeBundle
    #expect(bundle == MIMEBundle(plain: "2.5"))
    #expect(inlineMarkdown(for: Tensor(2.5)) == "2.5")
  }

  @Test func smallVectorsAndMatricesAreTables() throws {
    let matrix = Tensor([[1, 2.5], [3, -4]]).mimeBundle
    #expect(matrix.role == .table)
    #expect(matrix.text(.plain) == "[[ 1.   2.5]\n [ 3.  -4. ]]")
    let html = try #require(matrix.text(.html))
    #expect(html.contains("2.5") && html.contains("−4.0"))
    #expect(html.contains("scope=\"row\">1<"))
    let vector = try #require(Tensor([Int32(7), 8]).mimeBundle.text(.html))
    #expect(vector.contains("<td class=\"n\">7</td>") || vector.contains(">7<"))
    #expect(Tensor([[true, false]]).mimeBundle.text(.html)?.contains("true") == true)
  }

  @Test func whatIsLargeOrEmptyIsText() {
    for tensor in [
      Tensor.zeros([21, 3]), .zeros([11]), .zeros([0]), .zeros([0, 3]), .zeros([2, 2, 2]),
      .zeros([1, 16, 8, 8]), .meta([2, 2]), .full([8, 8], .nan), .full([8, 8], 2) * 3,
      .rand([100, 10]), .zeros([8, 2000]),
    ] where tensor.shape != [8, 8] {
      #expect(tensor.mimeBundle == MIMEBundle(plain: tensor.description), "\(tensor.shape)")
    }
    // No picture, but a small matrix.
    #expect(Tensor.full([8, 8], 2).mimeBundle.role == .table)
    #expect(Tensor.full([8, 8], .nan).mimeBundle.role == .table)
  }

  @Test(arguments: [
    ([8, 8], "picture of 8×8 pixels", 128, 128),
    ([1, 28, 28], "picture of 28×28 pixels", 112, 112),
    ([3, 16, 32], "picture of 32×16 pixels", 128, 64),
    ([1, 3, 200, 100], "picture of 100×200 pixels", 100, 200),
    ([10, 1, 28, 28], "10 pictures of 28×28 pixels", 466, 118),
    ([70, 1, 8, 8], "70 pictures of 8×8 pixels, the first 64 of them", 530, 530),
  ])
  func picturesAreShownAsSuch(shape: [Int], text: String, width: Int, height: Int) throws {
    let bundle = withSeed(1) { Tensor.rand(Shape(shape)) }.mimeBundle
    #expect(bundle.role == .figure)
    #expect(bundle.text(.plain) == text)
    let png = try PNG(bytes: #require(bundle.representations[.png]))
    #expect(png.width == width)
    #expect(png.height == height)
  }

  @Test func otherNumbersAreStretched() throws {
    let x = Tensor.linspace(-1, 3, 64).reshaped(1, 8, 8)
    let bundle = x.mimeBundle
    #expect(bundle.text(.plain) == "picture of 8×8 pixels, numbers from -1.0 to 3.0")
    // The same picture as that of the numbers from 0 to 1.
    let stretched = ((x + 1) / 4).mimeBundle
    #expect(bundle.representations[.png] == stretched.representations[.png])
    #expect(Tensor.full([1, 8, 8], 5).mimeBundle.role == .figure)
  }
}
