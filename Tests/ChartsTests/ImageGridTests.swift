import Charts
import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct ImageGridTests {
  /// One grey pixel.
  static let pixel = [UInt8](
    Data(
      base64Encoded:
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="
    )!)

  @Test func drawing() throws {
    let grid = ImageGrid("样子", columns: 3) {
      for index in 1...4 {
        Tile(png: Self.pixel, aspectRatio: index == 2 ? 2 : 1, index == 3 ? "" : "\(index)→<")
      }
      Tile(png: Self.pixel, "a caption that is far too long")
    }
    try expectGolden(grid.svg, "image-grid.svg")
    #expect(grid.description == "样子。1→<；2→<；4→<；a caption that is far too long")
  }

  /// Few pictures would be too large.
  @Test(arguments: [(2, false), (3, true)]) func rowsOfPicturesGrowWithThePage(
    _ columns: Int, _ grows: Bool
  ) {
    let grid = ImageGrid(columns: columns) { Tile(png: Self.pixel) }
    #expect(grid.svg.contains("class=\"chart pictures\"") == grows)
  }

  @Test func photographsAreJPEGAndSmooth() {
    let svg = ImageGrid { Tile(jpeg: [0xFF, 0xD8, 0xFF, 0xE0], "x") }.svg
    #expect(svg.contains("data:image/jpeg;base64,/9j/4A=="))
    #expect(!svg.contains("pixelated"))
  }

  @Test(arguments: [1, 6, 100]) func anyNumberOfTiles(_ columns: Int) {
    for count in [0, 1, 5, 6, 7] {
      let grid = ImageGrid(columns: columns) {
        for index in 0..<count { Tile(png: Self.pixel, "\(index)") }
      }
      #expect(XMLParser(data: Data(grid.svg.utf8)).parse())
      #expect(grid.svg.components(separatedBy: "<image ").count == count + 1)
    }
  }
}
