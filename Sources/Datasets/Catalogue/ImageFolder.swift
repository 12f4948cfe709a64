import Tensors

/// Labelled images in a folder that has a folder for each class: `train/cat/1.jpg`.
///
/// Classes and images are in the order of their names' bytes, whatever the file system's order.
/// Images are read when they are asked for; a damaged one is an error then.
public struct ImageFolder: MapDataset {
  public let path: String
  /// The names of the classes' folders.
  public let classNames: [String]
  public let mode: Image.ColorMode
  /// The files, class by class.
  public let files: [String]
  private let labels: [Int]

  /// Finds the images, JPEG and PNG files at any depth below the classes' folders.
  ///
  /// - Parameter mode: What images become, whatever their files have.
  public init(_ path: String, mode: Image.ColorMode = .rgb) throws(DataFileError) {
    var classNames: [String] = []
    var files: [String] = []
    var labels: [Int] = []
    for entry in try FolderListing(path).entries where entry.isFolder {
      let found = try Self.images(below: "\(path)/\(entry.name)", depth: 0)
      if found.isEmpty { throw DataFileError("\(path)/\(entry.name)", .file, "no images in it") }
      labels += repeatElement(classNames.count, count: found.count)
      files += found
      classNames.append(entry.name)
    }
    if classNames.isEmpty { throw DataFileError(path, .file, "no folders of classes in it") }
    self.path = path
    self.mode = mode
    self.classNames = classNames
    self.files = files
    self.labels = labels
  }

  /// Symbolic links may lead round in circles.
  private static let depthLimit = 8

  private static func images(below path: String, depth: Int) throws(DataFileError) -> [String] {
    guard depth < depthLimit else {
      throw DataFileError(path, .file, "folders are nested more than \(depthLimit) deep")
    }
    var images: [String] = []
    for entry in try FolderListing(path).entries {
      let file = "\(path)/\(entry.name)"
      if entry.isFolder {
        images += try Self.images(below: file, depth: depth + 1)
      } else if [".jpg", ".jpeg", ".png"].contains(where: entry.name.lowercased().hasSuffix) {
        images.append(file)
      }
    }
    return images
  }

  public var count: Int { files.count }

  public subscript(index: Int) -> LabeledImage {
    get throws {
      LabeledImage(image: try Image(files[index], as: mode).tensor, label: labels[index])
    }
  }

  /// Reads all images, which must have one size, into memory.
  public func loaded() throws(DataFileError) -> LabeledImages {
    var pixels: [UInt8] = []
    var shape: Shape?
    for file in files {
      let image = try Image(file, as: mode)
      let imageShape: Shape = [image.channels, image.height, image.width]
      if let shape, imageShape != shape {
        throw DataFileError(file, .file, "an image of \(imageShape), the others are \(shape)")
      }
      shape = imageShape
      if pixels.isEmpty { pixels.reserveCapacity(files.count * image.pixels.count) }
      image.appendPlanes(to: &pixels)
    }
    return LabeledImages(
      pixels: pixels, imageShape: shape ?? [mode.rawValue, 0, 0], labels: labels.map(Int32.init),
      classNames: classNames)
  }
}

extension Image {
  /// Appends all pixels of the first channel, then all of the next.
  fileprivate func appendPlanes(to planes: inout [UInt8]) {
    for channel in 0..<channels {
      planes += stride(from: channel, to: pixels.count, by: channels).lazy.map { pixels[$0] }
    }
  }
}
