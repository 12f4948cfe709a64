import Datasets
import Tensors
import Testing

@testable import Vision

struct COCOFileTests {
  private let folder = try! TemporaryFolder()
  private let truth = """
    {"info": {"year": [2014, -1e2, {"a": null}], "b": true}, "images": [{"id": 5, "file_name": "a"}],
     "categories": [{"name": "cat", "id": 2, "supercategory": "animal"}],
     "annotations": [{"id": 1, "image_id": 5, "category_id": 2, "bbox": [1.5, 2, 3, 4], "area": 7.25,
      "iscrowd": 1, "segmentation": {"counts": [1, 2], "size": [3, 4]}}]}
    """
  private let results =
    #"[{"image_id": 5, "category_id": 2, "bbox": [0, 0, 10, 20.5], "score": 0.25}]"#

  private func read(_ truth: String, _ results: String) throws -> DetectionDataset {
    try COCOFiles.read(
      groundTruth: try folder.write("truth", truth.utf8),
      detections: try folder.write("results", results.utf8))
  }

  @Test func reads() throws {
    let dataset = try read(truth, results)
    #expect(dataset.images == [DetectionDataset.Image(id: 5, name: "a")])
    #expect(dataset.categories == [DetectionDataset.Category(id: 2, name: "cat")])
    #expect(
      dataset.objects == [
        AnnotatedObject(
          image: 5, category: 2, box: BoundingBox(xMin: 1.5, yMin: 2, xMax: 4.5, yMax: 6),
          area: 7.25, isCrowd: true)
      ])
    #expect(
      dataset.detections == [
        Detection(
          image: 5, category: 2, box: BoundingBox(xMin: 0, yMin: 0, xMax: 10, yMax: 20.5),
          score: 0.25)
      ])
  }

  @Test(arguments: [
    ("\"id\": 5", "\"id\": 6", "there is no image 5"),
    ("\"id\": 2", "\"id\": 3", "there is no category 2"),
    ("[1.5, 2, 3, 4]", "[1.5, 2, 3]", "a box is [x, y, width, height]"),
    ("[1.5, 2, 3, 4]", "[1.5, 2, -3, 4]", "a box is [x, y, width, height]"),
    ("[1.5, 2, 3, 4]", "[1e999, 2, 3, 4]", "not a number"),
    ("[1.5, 2, 3, 4]", "[01, 2, 3, 4]", "not a number"),
    ("[1.5, 2, 3, 4]", "[1., 2, 3, 4]", "not a number"),
    ("\"bbox\"", "\"box\"", "an entry needs image_id, category_id and bbox"),
    ("\"file_name\"", "\"name\"", "an entry needs id and file_name"),
    (
      "{\"id\": 5, \"file_name\": \"a\"}",
      "{\"id\": 5, \"file_name\": \"a\"}, {\"id\": 5, \"file_name\": \"a\"}", "image 5 occurs twice"
    ),
    ("true", "ture", "expected a value"),
    ("null", String(repeating: "[", count: 100_000), "values are nested more than 100 deep"),
  ])
  func refuses(part: String, other: String, expected: String) throws {
    let damaged = truth.replacing(part, with: other, maxReplacements: 1)
    #expect(damaged != truth)
    let problem = problem { _ = try read(damaged, results) }
    #expect(problem?.hasSuffix(": \(expected)") == true, "\(problem ?? "no error")")
    #expect(problem?.hasPrefix("truth: ") == true)
  }

  @Test func refusesDetectionsOfUnknownImagesAndWithoutScores() throws {
    #expect(
      problem { _ = try read(truth, results.replacing("\"image_id\": 5", with: "\"image_id\": 6")) }
        == "results: byte 75: there is no image 6")
    #expect(
      problem { _ = try read(truth, results.replacing("score", with: "scare")) }
        == "results: byte 75: a detection without score")
  }

  @Test func everyTruncationIsAnError() throws {
    for count in 0..<truth.utf8.count {
      let part = String(decoding: truth.utf8.prefix(count), as: UTF8.self)
      #expect(throws: DataFileError.self) { try read(part, results) }
    }
    for count in 0..<results.utf8.count {
      let part = String(decoding: results.utf8.prefix(count), as: UTF8.self)
      #expect(throws: DataFileError.self) { try read(truth, part) }
    }
  }

  @Test func damageIsAnErrorOrADataSet() throws {
    var generator = SeededRandomNumberGenerator(seed: 3)
    for _ in 0..<3000 {
      var bytes = Array(truth.utf8)
      for _ in 0...Int.random(in: 0...3, using: &generator) {
        let index = Int.random(in: bytes.indices, using: &generator)
        bytes[index] = Array("{}[]\",:0123456789.-eE \\\u{01}x".utf8)
          .randomElement(using: &generator)!
      }
      let path = try folder.write("truth", bytes)
      guard
        let dataset = try? COCOFiles.read(
          groundTruth: path, detections: try folder.write("results", "[]".utf8))
      else { continue }
      #expect(dataset.objects.allSatisfy { $0.box.area().isFinite })
    }
  }
}

struct DetectionTextFileTests {
  private let folder = try! TemporaryFolder()

  private func read() throws -> DetectionDataset {
    try DetectionTextFiles.read(
      groundTruth: folder.path + "/truth", detections: folder.path + "/found")
  }

  @Test func reads() throws {
    try folder.write("truth/b.txt", "dog 1 2 3 4\n".utf8)
    try folder.write("truth/a.txt", "cat 5 6 7 8\r\ncat 0 0 1 1".utf8)
    try folder.write("truth/notes.md", "".utf8)
    try folder.write("found/a.txt", "dog .5 1 1 1 1\n\n".utf8)
    let dataset = try read()
    #expect(dataset.images.map(\.name) == ["a", "b"])
    #expect(dataset.categories.map(\.name) == ["cat", "dog"])
    #expect(dataset.objects.map(\.image) == [1, 1, 2])
    #expect(dataset.objects.map(\.category) == [1, 1, 2])
    #expect(dataset.objects[2].box == BoundingBox(xMin: 1, yMin: 2, xMax: 4, yMax: 6))
    #expect(
      dataset.detections == [
        Detection(
          image: 1, category: 2, box: BoundingBox(x: 1, y: 1, width: 1, height: 1), score: 0.5)
      ])
  }

  @Test(arguments: [
    ("cat 1 2 3", "a.txt: line 2: expected a label and x, y, width, height"),
    ("cat 1 2 3 4 5", "a.txt: line 2: expected a label and x, y, width, height"),
    ("cat 1 2 three 4", "a.txt: line 2: expected a label and x, y, width, height"),
    ("cat 1 nan 3 4", "a.txt: line 2: expected a label and x, y, width, height"),
    ("cat 1 2 3 -4", "a.txt: line 2: a box of negative size"),
  ])
  func refuses(line: String, expected: String) throws {
    try folder.write("truth/a.txt", "cat 1 2 3 4\n\(line)\n".utf8)
    try folder.write("found/a.txt", "".utf8)
    #expect(problem { _ = try read() } == expected)
  }

  @Test func refusesDetectionsOfUnknownImages() throws {
    try folder.write("truth/a.txt", "".utf8)
    try folder.write("found/b.txt", "".utf8)
    #expect(problem { _ = try read() } == "truth")
  }
}
