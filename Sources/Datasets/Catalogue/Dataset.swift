import Tensors

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
          "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
          "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
        ])
    }
  }

  /// 50,000 and 10,000 photographs in ten classes, `[3, 32, 32]`.
  public static var cifar10: ImageClassification {
    get throws {
      try cifar(
        .cifar10, .cifar10, training: (1...5).map { "data_batch_\($0).bin" },
        test: "test_batch.bin"
      ) { _ in
        [
          "airplane", "automobile", "bird", "cat", "deer",
          "dog", "frog", "horse", "ship", "truck",
        ]
      }
    }
  }

  /// 50,000 and 10,000 photographs in a hundred classes, `[3, 32, 32]`.
  public static var cifar100: ImageClassification {
    get throws {
      try cifar(.cifar100, .cifar100, training: ["train.bin"], test: "test.bin") { folder in
        let path = KnownDataset.path(of: "fine_label_names.txt", in: folder)
        let names = try TextFile.read(path).split(whereSeparator: \.isNewline).map(String.init)
        guard names.count == CIFARFile.Kind.cifar100.classCount else {
          throw DataFileError(path, .file, "\(names.count) names of classes, expected 100")
        }
        return names
      }
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

  /// Tiny Shakespeare: 1,115,394 characters, 65 different ones.
  public static var tinyShakespeare: String {
    get throws {
      try TextFile.read("\(KnownDataset.text.folder(in: .current))/tinyshakespeare.txt")
    }
  }

  /// A photograph: `astronaut.png`, `chelsea.png` (a cat), `china.jpg` (the Summer Palace) or
  /// `coffee.png`.
  public static func photo(_ name: String) throws -> Image {
    try picture(name, of: .photos)
  }

  /// A painting: `starry_night.jpg` (van Gogh 1889), `the_scream.jpg` (Munch 1893) or `shipwreck.jpg`
  /// (Turner 1805).
  public static func painting(_ name: String) throws -> Image {
    try picture(name, of: .paintings)
  }

  /// The weights of VGG-16's convolutions `conv1_1` to `conv4_1`, for pictures as in Caffe: blue, green
  /// and red from 0 to 255, minus ImageNet's means. They were trained on ImageNet and then fine-tuned to
  /// find edges (HED, Xie and Tu 2015, on BSDS500).
  public static var vgg16Features: SafetensorsFile {
    get throws {
      let folder = try KnownDataset.vgg16Features.folder(in: .current)
      return try SafetensorsFile("\(folder)/\(KnownDataset.vgg16Features.files[0])")
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

  private static func picture(_ name: String, of dataset: KnownDataset) throws -> Image {
    let folder = try dataset.folder(in: .current)
    require(
      dataset.files.contains(name),
      "Dataset: no '\(name)'; there are \(dataset.files.joined(separator: ", "))")
    return try Image("\(folder)/\(name)")
  }

  /// - Parameter classNames: Finds the names in the data set's folder.
  private static func cifar(
    _ dataset: KnownDataset, _ kind: CIFARFile.Kind, training: [String], test: String,
    classNames: (_ folder: String) throws -> [String]
  ) throws -> ImageClassification {
    let folder = try dataset.folder(in: .current)
    let names = try classNames(folder)
    func read(_ files: [String]) throws -> LabeledImages {
      let file = try CIFARFile(files.map { KnownDataset.path(of: $0, in: folder) }, kind)
      return LabeledImages(
        pixels: file.pixels, imageShape: [3, 32, 32], labels: file.labels, classNames: names)
    }
    return ImageClassification(training: try read(training), test: try read([test]))
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
