/// Labelled images for training and for testing.
public struct ImageClassification: Sendable {
  public let training: LabeledImages
  public let test: LabeledImages

  /// By number.
  public var classNames: [String] { training.classNames }
}

/// Data sets, found by their names.
///
/// They are looked for in the folders that `NOTEBOOK_DATA` names, separated by colons, in the user's
/// cache, and where Debian's packages put them. `notebook data list` shows which ones are there. One
/// that is not there is an error that says how to get it.
public enum Dataset {
  /// 60,000 and 10,000 handwritten digits, `[1, 28, 28]`.
  public static var mnist: ImageClassification {
    get throws { try idx(.mnist, classNames: (0...9).map(String.init)) }
  }

  /// 60,000 and 10,000 pictures of pieces of clothing, `[1, 28, 28]`.
  public static var fashionMNIST: ImageClassification {
    get throws {
      try idx(
        .fashionMNIST,
        classNames: [
          "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker",
          "Bag",
          "Ankle boot",
        ])
    }
  }

  /// 50,000 and 10,000 photographs in ten classes, `[3, 32, 32]`.
  public static var cifar10: ImageClassification {
    get throws {
      let classNames = [
        "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
      ]
      let folder = try KnownDataset.cifar10.folder(in: .current)
      let batches = (1...5).map { "\(folder)/data_batch_\($0).bin" }
      return ImageClassification(
        training: LabeledImages(try CIFARFile(batches, .cifar10), classNames),
        test: LabeledImages(try CIFARFile(["\(folder)/test_batch.bin"], .cifar10), classNames))
    }
  }

  /// 50,000 and 10,000 photographs in a hundred classes, `[3, 32, 32]`.
  public static var cifar100: ImageClassification {
    get throws {
      let folder = try KnownDataset.cifar100.folder(in: .current)
      let namesPath = "\(folder)/fine_label_names.txt"
      let classNames = try TextFile.read(namesPath).split(whereSeparator: \.isNewline)
        .map(String.init)
      guard classNames.count == CIFARFile.Kind.cifar100.classCount else {
        throw DataFileError(namesPath, .file, "\(classNames.count) names, expected 100")
      }
      return ImageClassification(
        training: LabeledImages(try CIFARFile(["\(folder)/train.bin"], .cifar100), classNames),
        test: LabeledImages(try CIFARFile(["\(folder)/test.bin"], .cifar100), classNames))
    }
  }

  /// 5,000 and 500 photographs in ten classes of ImageNet, `[3, 64, 64]`.
  public static var tinyImageNet10: ImageClassification {
    get throws {
      let folder = try KnownDataset.tinyImageNet10.folder(in: .current)
      var training = try ImageFolder("\(folder)/train").loaded()
      var test = try ImageFolder("\(folder)/val").loaded()
      guard training.classNames == test.classNames else {
        throw DataFileError("\(folder)/val", .file, "other classes than in train")
      }
      // A folder is named n01443537-goldfish, by WordNet's number and by the class.
      training.classNames = training.classNames.map { name in
        name.split(separator: "-").dropFirst().joined(separator: " ")
      }
      test.classNames = training.classNames
      return ImageClassification(training: training, test: test)
    }
  }

  /// Where a file or folder is, such as `text/tinyshakespeare.txt`, that is looked for where data
  /// sets are.
  public static func path(_ name: String) throws(DatasetNotFound) -> String {
    let folders = DataFolders.current
    if let path = folders.find(name) { return path }
    throw DatasetNotFound(
      name, in: folders, advice: "put it there, or into a folder that NOTEBOOK_DATA names")
  }

  private static func idx(_ dataset: KnownDataset, classNames: [String]) throws
    -> ImageClassification
  {
    let folder = try dataset.folder(in: .current)
    return ImageClassification(
      training: try IDXFiles.read("train", in: folder, classNames: classNames),
      test: try IDXFiles.read("t10k", in: folder, classNames: classNames))
  }
}

extension LabeledImages {
  fileprivate init(_ file: CIFARFile, _ classNames: [String]) {
    self.init(
      pixels: file.pixels, imageShape: [3, 32, 32], labels: file.labels, classNames: classNames)
  }
}
