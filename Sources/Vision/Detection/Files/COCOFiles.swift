import Datasets

/// Reads COCO's files of objects and of detections (cocodataset.org, "Data format" and "Results
/// format"): what detection needs of them; outlines, captions and licences are skipped.
struct COCOFiles {
  private var images: [DetectionDataset.Image] = []
  private var categories: [DetectionDataset.Category] = []
  private var objects: [AnnotatedObject] = []
  private var detections: [Detection] = []

  /// - Parameters:
  ///   - groundTruth: The file with images, categories and annotations.
  ///   - detections: The file with results.
  static func read(groundTruth: String, detections: String) throws(DataFileError)
    -> DetectionDataset
  {
    var files = COCOFiles()
    try files.readGroundTruth(groundTruth)
    try files.readDetections(detections)
    return DetectionDataset(
      images: files.images, categories: files.categories, objects: files.objects,
      detections: files.detections)
  }

  // MARK: Objects

  private mutating func readGroundTruth(_ path: String) throws(DataFileError) {
    var parser = try Self.parser(path)
    var entries: [(entry: COCOEntry, position: Int)] = []
    try parser.object { parser, key throws(DataFileError) in
      switch key {
      case "images":
        try parser.array { parser throws(DataFileError) in
          let (id, name) = try Self.identified(by: "file_name", &parser)
          images.append(DetectionDataset.Image(id: id, name: name))
        }
      case "categories":
        try parser.array { parser throws(DataFileError) in
          let (id, name) = try Self.identified(by: "name", &parser)
          categories.append(DetectionDataset.Category(id: id, name: name))
        }
      case "annotations":
        try parser.array { parser throws(DataFileError) in
          entries.append((try COCOEntry(&parser), parser.position))
        }
      default: try parser.skipValue()
      }
    }
    try parser.expectEnd()
    try requireUnique(images.map(\.id), "image", path)
    try requireUnique(categories.map(\.id), "category", path)

    let known = Known(self)
    for (entry, position) in entries {
      let place = try known.place(of: entry, parser, position)
      objects.append(
        AnnotatedObject(
          image: place.image, category: place.category, box: place.box, area: entry.area,
          isCrowd: entry.isCrowd))
    }
  }

  /// An object with an id and with a name, which is a file's or a category's.
  private static func identified(
    by nameKey: String, _ parser: inout JSONParser
  ) throws(DataFileError) -> (id: Int, name: String) {
    let start = parser.position
    var id: Int?
    var name: String?
    try parser.object { parser, key throws(DataFileError) in
      switch key {
      case "id": id = try parser.integer()
      case nameKey: name = try parser.string()
      default: try parser.skipValue()
      }
    }
    guard let id, let name else {
      throw parser.error("an entry needs id and \(nameKey)", at: start)
    }
    return (id, name)
  }

  private func requireUnique(_ ids: [Int], _ kind: String, _ path: String) throws(DataFileError) {
    var seen: Set<Int> = []
    if let double = ids.first(where: { !seen.insert($0).inserted }) {
      throw DataFileError(path, .file, "\(kind) \(double) occurs twice")
    }
  }

  // MARK: Detections

  private mutating func readDetections(_ path: String) throws(DataFileError) {
    var parser = try Self.parser(path)
    let known = Known(self)
    try parser.array { parser throws(DataFileError) in
      let entry = try COCOEntry(&parser)
      let place = try known.place(of: entry, parser, parser.position)
      guard let score = entry.score else { throw parser.error("a detection without score") }
      detections.append(
        Detection(image: place.image, category: place.category, box: place.box, score: score))
    }
    try parser.expectEnd()
  }

  private static func parser(_ path: String) throws(DataFileError) -> JSONParser {
    JSONParser(path: path, bytes: Array(try TextFile.read(path).utf8))
  }

  /// The images and categories that there are.
  private struct Known {
    let images, categories: Set<Int>

    init(_ files: COCOFiles) {
      images = Set(files.images.map(\.id))
      categories = Set(files.categories.map(\.id))
    }

    func place(
      of entry: COCOEntry, _ parser: JSONParser, _ position: Int
    ) throws(DataFileError) -> (image: Int, category: Int, box: BoundingBox) {
      guard let image = entry.image, let category = entry.category, let box = entry.box else {
        throw parser.error("an entry needs image_id, category_id and bbox", at: position)
      }
      guard images.contains(image) else {
        throw parser.error("there is no image \(image)", at: position)
      }
      guard categories.contains(category) else {
        throw parser.error("there is no category \(category)", at: position)
      }
      return (image, category, box)
    }
  }
}

/// An object of COCO's arrays of annotations or results.
private struct COCOEntry {
  var image, category: Int?
  var box: BoundingBox?
  var area, score: Double?
  var isCrowd = false

  init(_ parser: inout JSONParser) throws(DataFileError) {
    try parser.object { parser, key throws(DataFileError) in
      switch key {
      case "image_id": image = try parser.integer()
      case "category_id": category = try parser.integer()
      case "bbox": box = try Self.box(&parser)
      case "area": area = try parser.number()
      case "score": score = try parser.number()
      case "iscrowd": isCrowd = try parser.integer() != 0
      default: try parser.skipValue()
      }
    }
  }

  private static func box(_ parser: inout JSONParser) throws(DataFileError) -> BoundingBox {
    let start = parser.position
    var numbers: [Double] = []
    try parser.array { parser throws(DataFileError) in numbers.append(try parser.number()) }
    guard numbers.count == 4, numbers[2] >= 0, numbers[3] >= 0 else {
      throw parser.error("a box is [x, y, width, height]", at: start)
    }
    return BoundingBox(x: numbers[0], y: numbers[1], width: numbers[2], height: numbers[3])
  }
}
