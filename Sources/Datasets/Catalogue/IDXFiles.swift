/// The four files of MNIST and of the data sets that are made like it.
enum IDXFiles {
  static let names = ["train", "t10k"].flatMap {
    ["\($0)-images-idx3-ubyte", "\($0)-labels-idx1-ubyte"]
  }

  /// - Parameter part: The beginning of the files' names, `train` or `t10k`.
  static func read(_ part: String, in folder: String, classNames: [String]) throws -> LabeledImages
  {
    let imagesPath = KnownDataset.path(of: "\(part)-images-idx3-ubyte", in: folder)
    let labelsPath = KnownDataset.path(of: "\(part)-labels-idx1-ubyte", in: folder)
    let images = try IDXFile(imagesPath, rank: 3)
    let labels = try IDXFile(labelsPath, rank: 1)
    guard images.dimensions[0] == labels.dimensions[0] else {
      throw DataFileError(
        labelsPath, .byte(4), "\(labels.dimensions[0]) labels for \(images.dimensions[0]) images")
    }
    if let index = labels.bytes.firstIndex(where: { $0 >= classNames.count }) {
      throw DataFileError(
        labelsPath, .byte(8 + index),
        "label \(labels.bytes[index]), expected less than \(classNames.count)")
    }
    return LabeledImages(
      pixels: images.bytes, imageShape: [1, images.dimensions[1], images.dimensions[2]],
      labels: labels.bytes.map(Int32.init), classNames: classNames)
  }
}
