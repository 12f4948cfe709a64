import Foundation
import Tensors
import Testing

@testable import Datasets

struct ImageTests {
  private static let pictures = try! FileManager.default
    .contentsOfDirectory(atPath: fixture("pictures"))
    .filter { $0.hasSuffix(".png") || $0.hasSuffix(".jpg") }.sorted()

  private func expected(_ picture: String, _ mode: String) throws -> [UInt8] {
    try fixtureBytes("pictures/\(picture.dropLast(4)).\(mode)")
  }

  @Test(arguments: pictures)
  func readsEveryKindAsReferenceReadersDo(name: String) throws {
    let isPNG = name.hasSuffix(".png")
    let rgb = try Image(fixture("pictures/\(name)"))
    #expect(rgb.size == (isPNG ? Size2D(9, 13) : Size2D(17, 21)))
    #expect(rgb.mode == .rgb)
    #expect(largestDifference(rgb.pixels, try expected(name, "rgb")) <= tolerance(name))
    let gray = try Image(fixture("pictures/\(name)"), as: .gray)
    #expect(gray.mode == .gray)
    #expect(largestDifference(gray.pixels, try expected(name, "gray")) <= tolerance(name))
  }

  /// Pillow may have another version of libjpeg, whose steps of rounding may differ.
  private func tolerance(_ name: String) -> Int { name.hasSuffix(".png") ? 0 : 2 }

  private func largestDifference(_ a: [UInt8], _ b: [UInt8]) -> Int {
    a.count == b.count ? zip(a, b).map { abs(Int($0) - Int($1)) }.max() ?? 0 : .max
  }

  @Test(arguments: pictures)
  func everyTruncationIsAnError(name: String) throws {
    let bytes = try fixtureBytes("pictures/\(name)")
    for count in bytes.indices {
      #expect(throws: DataFileError.self) { try Image(Array(bytes[..<count])) }
    }
  }

  @Test(arguments: pictures)
  func damageIsAnErrorOrAPicture(name: String) throws {
    for bytes in mutations(of: try fixtureBytes("pictures/\(name)"), count: 150) {
      guard let image = try? Image(bytes) else { continue }
      #expect(image.pixels.count == image.width * image.height * 3)
    }
  }

  @Test func refusesSizesBeforeAllocating() throws {
    var png = try fixtureBytes("pictures/type0-8bit.png")
    #expect(
      problem { _ = try Image(png, limit: 116) }
        == "picture: byte 70: 13×9 pixels are more than the limit of 116")
    // A width that the file cannot hold, with its checksum.
    png.replaceSubrange(16..<20, with: [0, 0x10, 0, 0])
    png.replaceSubrange(29..<33, with: [0, 0, 0, 0])
    #expect(problem { _ = try Image(png) }?.contains("CRC") == true)
    var jpeg = try fixtureBytes("pictures/gray.jpg")
    let frame = try #require(
      jpeg.indices.first { jpeg[$0...].starts(with: [0xFF, 0xC0]) })
    jpeg.replaceSubrange(frame + 5..<frame + 9, with: [0x20, 0, 0x20, 0])
    #expect(
      problem { _ = try Image(jpeg) }?
        .hasSuffix("8192×8192 pixels are more than \(jpeg.count) bytes can hold") == true)
  }

  @Test func otherFilesAreNoPictures() {
    #expect(
      problem { _ = try Image(Array("GIF89a".utf8)) }
        == "picture: byte 0: neither a JPEG nor a PNG file")
    #expect(problem { _ = try Image([]) } == "picture: byte 0: neither a JPEG nor a PNG file")
  }

  @Test(arguments: [Image.ColorMode.gray, .rgb])
  func writesWhatItReads(mode: Image.ColorMode) throws {
    let pixels = (0..<20 * 30 * mode.rawValue).map { UInt8(truncatingIfNeeded: $0 * $0 / 7) }
    let image = Image(width: 20, height: 30, mode: mode, pixels: pixels)
    #expect(try Image(image.png, as: mode) == image)
    #expect(image.png == image.png)
    let folder = try TemporaryFolder()
    try image.write(to: folder.path + "/x.png")
    #expect(try Image(folder.path + "/x.png", as: mode) == image)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["x.png"])
  }

  @Test(arguments: [Image.ColorMode.gray, .rgb])
  func writesJPEGThatIsAlmostThePicture(mode: Image.ColorMode) throws {
    let (width, height) = (45, 30)
    let pixels = (0..<width * height).flatMap { index in
      [index % width * 5, index / width * 8, 90].prefix(mode.rawValue).map { UInt8($0) }
    }
    let image = Image(width: width, height: height, mode: mode, pixels: pixels)
    #expect(image.jpeg() == image.jpeg())
    #expect(largestDifference(try Image(image.jpeg(quality: 95), as: mode).pixels, pixels) <= 12)
    #expect(image.jpeg(quality: 20).count < image.jpeg(quality: 95).count)
    let folder = try TemporaryFolder()
    for name in ["x.jpg", "y.JPEG"] {
      try image.write(to: "\(folder.path)/\(name)")
      #expect(
        try Array(Data(contentsOf: URL(filePath: "\(folder.path)/\(name)"))) == image.jpeg())
    }
  }

  @Test func aFolderThatIsNotThereIsAnError() {
    let image = Image(width: 1, height: 1, mode: .gray, pixels: [0])
    #expect(
      problem { try image.write(to: "/nowhere/x.png") } == "x.png: No such file or directory")
  }

  @Test func tensorsHavePlanesOfValuesFrom0To1() {
    let image = Image(width: 2, height: 1, mode: .rgb, pixels: [0, 51, 255, 102, 153, 204])
    #expect(image.tensor.shape == [3, 1, 2])
    #expect(image.tensor.scalars == [0, 102, 51, 153, 255, 204].map { $0 / 255 })
    #expect(Image(image.tensor) == image)
  }

  @Test func valuesBeyondTheRangeAreCutOff() {
    let image = Image(Tensor([-1, .nan, 0.5, 2, .infinity, 1], shape: [2, 3]))
    #expect(image.mode == .gray)
    #expect(image.pixels == [0, 0, 128, 255, 255, 255])
  }

  @Test func aGridHasMargins() {
    let images = Tensor([Float](repeating: 0, count: 3 * 1 * 4 * 5), shape: [3, 1, 4, 5])
    let grid = Image.grid(images, columns: 2)
    #expect(grid.size == Size2D(14, 16))
    #expect(grid.pixels.count { $0 == 0 } == 3 * 4 * 5)
    #expect(grid.pixels.count { $0 == 255 } == 16 * 14 - 3 * 4 * 5)
  }
}
