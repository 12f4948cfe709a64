import Datasets

/// Reads objects and detections from text files, one for each image, with a line for each box: `label x
/// y width height`, and `label score x y width height` of a detection.
struct DetectionTextFiles {
  fileprivate struct Line {
    let file: String
    let label: String
    /// The last four are the box.
    let values: [Double]
  }

  private let files: [String]
  private let lines: [Line]

  /// - Parameters:
  ///   - groundTruth: The folder of the objects' files. Images have their names, and are numbered from 1
  ///     in the order of the names' bytes.
  ///   - detections: The folder of the detections' files; an image without a file has none.
  static func read(groundTruth: String, detections: String) throws(DataFileError)
    -> DetectionDataset
  {
    let truth = try DetectionTextFiles(groundTruth, ["x", "y", "width", "height"])
    let found = try DetectionTextFiles(detections, ["score", "x", "y", "width", "height"])
    if let unknown = found.files.first(where: { !truth.files.contains($0) }) {
      throw DataFileError("\(detections)/\(unknown)", .file, "no such file in \(groundTruth)")
    }
    let labels = Set((truth.lines + found.lines).map(\.label))
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    func image(_ line: Line) -> Int { truth.files.firstIndex(of: line.file)! + 1 }
    func category(_ line: Line) -> Int { labels.firstIndex(of: line.label)! + 1 }

    return DetectionDataset(
      images: truth.files.enumerated().map { index, file in
        DetectionDataset.Image(id: index + 1, name: String(file.dropLast(Self.suffix.count)))
      },
      categories: labels.enumerated().map { DetectionDataset.Category(id: $0 + 1, name: $1) },
      objects: truth.lines.map { line in
        AnnotatedObject(image: image(line), category: category(line), box: line.box)
      },
      detections: found.lines.map { line in
        Detection(
          image: image(line), category: category(line), box: line.box, score: line.values[0])
      })
  }

  private static let suffix = ".txt"

  /// - Parameter names: Of the numbers that follow a label.
  private init(_ folder: String, _ names: [String]) throws(DataFileError) {
    files = try FolderListing(folder).entries
      .filter { !$0.isFolder && $0.name.hasSuffix(Self.suffix) }.map(\.name)
    var lines: [Line] = []
    for file in files {
      let path = "\(folder)/\(file)"
      let texts = try TextFile.read(path)
        .split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      for (index, text) in texts.enumerated() {
        let fields = text.split(separator: " ")
        guard let label = fields.first else { continue }
        let values = fields.dropFirst().compactMap { Double($0) }.filter(\.isFinite)
        guard fields.count == names.count + 1, values.count == names.count else {
          throw DataFileError(
            path, .line(index + 1), "expected a label and \(names.joined(separator: ", "))")
        }
        guard values.suffix(2).allSatisfy({ $0 >= 0 }) else {
          throw DataFileError(path, .line(index + 1), "a box of negative size")
        }
        lines.append(Line(file: file, label: String(label), values: values))
      }
    }
    self.lines = lines
  }
}

extension DetectionTextFiles.Line {
  fileprivate var box: BoundingBox {
    let start = values.count - 4
    return BoundingBox(
      x: values[start], y: values[start + 1], width: values[start + 2], height: values[start + 3])
  }
}
