import Foundation
import Tensors
import Testing

@testable import Datasets

struct ImageFolderTests {
  private let folder = try! TemporaryFolder()

  private func picture(_ value: UInt8, width: Int = 3) -> [UInt8] {
    Image(
      width: width, height: 2, mode: .gray, pixels: [UInt8](repeating: value, count: width * 2)
    ).png
  }

  @Test func classesAndImagesAreInTheOrderOfTheirNames() throws {
    try folder.write("b/2.png", picture(2))
    try folder.write("b/deep/er/1.PNG", picture(3))
    try folder.write("b/10.png", picture(1))
    try folder.write("b/notes.txt", [])
    try folder.write("B/x.jpeg", try fixtureBytes("pictures/gray.jpg"))
    try folder.write(".hidden/x.png", picture(9))
    try folder.write("readme.png", picture(9))
    let images = try ImageFolder(folder.path, mode: .gray)
    #expect(images.classNames == ["B", "b"])
    #expect(
      images.files.map { String($0.dropFirst(folder.path.count)) }
        == ["/B/x.jpeg", "/b/10.png", "/b/2.png", "/b/deep/er/1.PNG"])
    #expect(images.count == 4)
    #expect(try images[1].label == 1)
    #expect(try images[1].image.shape == [1, 2, 3])
    #expect(try images[3].image.scalars[0] == 3 / 255)
    #expect(
      problem { _ = try images.loaded() }
        == "10.png: an image of [1, 2, 3], the others are [1, 17, 21]")
  }

  @Test func loadedImagesAreTheSame() throws {
    try folder.write("a/1.png", try fixtureBytes("pictures/type2-8bit.png"))
    try folder.write("b/1.png", try fixtureBytes("pictures/type3-4bit.png"))
    let lazy = try ImageFolder(folder.path)
    let loaded = try lazy.loaded()
    #expect(loaded.classNames == ["a", "b"])
    #expect(loaded.imageShape == [3, 9, 13])
    for index in 0..<2 {
      #expect(try lazy[index].image.scalars == loaded[index].image.scalars)
      #expect(try lazy[index].label == loaded[index].label)
    }
  }

  @Test func saysWhatIsWrong() throws {
    #expect(problem { _ = try ImageFolder("/nowhere") } == "nowhere: No such file or directory")
    try folder.write("a/1.txt", [])
    #expect(problem { _ = try ImageFolder(folder.path) } == "a: no images in it")
    let empty = try folder.write("a/b/1.txt", [])
    #expect(
      problem { _ = try ImageFolder(URL(filePath: empty).deletingLastPathComponent().path) }
        == "b: no folders of classes in it")
    // A link that leads round in a circle.
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/a/loop", withDestinationPath: folder.path)
    #expect(problem { _ = try ImageFolder(folder.path) }?.contains("nested more than 8") == true)
  }

  @Test func transformsAreAppliedAnewToEachSample() throws {
    let shape: Shape = [1, 8, 8]
    let images = LabeledImages(
      pixels: (0..<640).map { UInt8(truncatingIfNeeded: $0) }, imageShape: shape,
      labels: Array(repeating: 0, count: 10), classNames: ["only"])
    let data = images.transformed(by: Compose([RandomCrop(4), RandomHorizontalFlip()]))
    let loader = data.batches(of: 4, shuffled: true, seed: 6)
    #expect(loader.prefetchCount == 2)
    let first = loader.map(\.images.scalars)
    #expect(loader.map(\.images.scalars) == first)
    #expect(
      DataLoader(data, batchSize: 4, shuffle: true, seed: 6, prefetching: 0).map(\.images.scalars)
        == first)
    #expect(data.batches(of: 4, shuffled: true).map(\.images.scalars) != first)
    #expect(data.prefix(3).count == 3)
  }
}

struct LabeledImagesTests {
  private let images = LabeledImages(
    pixels: Array(0..<24), imageShape: [1, 2, 2], labels: [0, 1, 2, 0, 1, 2],
    classNames: ["a", "b", "c"])

  @Test func samplesBatchesAndTensorsAgree() {
    #expect(images.count == 6)
    #expect(images.images.shape == [6, 1, 2, 2])
    #expect(images.images.scalars == (0..<24).map { Float($0) / 255 })
    #expect(images.labels.int32Scalars == [0, 1, 2, 0, 1, 2])
    #expect(images[4].image.shape == [1, 2, 2])
    #expect(images[4].image.scalars == [16, 17, 18, 19].map { $0 / 255 })
    #expect(images[4].label == 1)
    let batches = Array(images.batches(of: 4))
    #expect(batches.map(\.count) == [4, 2])
    #expect(batches[1].images.scalars == (16..<24).map { Float($0) / 255 })
    #expect(batches[1].labels.int32Scalars == [1, 2])
  }

  @Test func partsAreLabeledImagesToo() {
    let (training, validation) = images.split(0.5, seed: 1)
    #expect(training.count == 3)
    #expect(
      (training.images.scalars + validation.images.scalars).sorted() == images.images.scalars)
    #expect(images.selecting([5, 0]).labels.int32Scalars == [2, 0])
    #expect(
      images.selecting([5, 0]).prefix(1)[0].image.scalars == [20, 21, 22, 23].map { $0 / 255 })
    #expect(images.prefix(2).images.shape == [2, 1, 2, 2])
  }
}

struct DatasetLookupTests {
  private let first = try! TemporaryFolder()
  private let second = try! TemporaryFolder()

  private var folders: DataFolders { DataFolders([first.path, second.path]) }

  @Test func theFirstCompleteFolderIsTaken() throws {
    try first.write("cifar-10/data_batch_1.bin", [])
    for name in KnownDataset.cifar10.files { try second.write("cifar-10/\(name)", []) }
    #expect(try KnownDataset.cifar10.folder(in: folders) == second.path + "/cifar-10")
    for name in KnownDataset.mnist.files { try first.write("mnist/\(name).gz", []) }
    #expect(try KnownDataset.mnist.folder(in: folders) == first.path + "/mnist")
    try first.write("text/a.txt", [])
    #expect(folders.find("text/a.txt") == first.path + "/text/a.txt")
    #expect(folders.find("text") == first.path + "/text")
    #expect(folders.find("text/b.txt") == nil)
  }

  @Test func aMissingOneSaysWhereItWasLookedForAndHowToGetIt() {
    #expect(
      problem { _ = try KnownDataset.mnist.folder(in: DataFolders(["/a", "/b"])) } == """
        the data set 'mnist' is not there (looked in /a, /b): 'notebook data fetch mnist' downloads it
        """)
    #expect(
      problem { _ = try Dataset.path("nothing/of/the/kind") }?.contains("NOTEBOOK_DATA") == true)
  }

  @Test func imagesAndLabelsHaveToAgree() throws {
    func idx(_ dimensions: [UInt8], _ items: [UInt8]) -> [UInt8] {
      [0, 0, 8, UInt8(dimensions.count)] + dimensions.flatMap { [0, 0, 0, $0] } + items
    }
    try first.write("train-images-idx3-ubyte", idx([2, 1, 2], [0, 51, 102, 255]))
    let names = ["x", "y"]
    try first.write("train-labels-idx1-ubyte", idx([2], [1, 0]))
    let images = try IDXFiles.read("train", in: first.path, classNames: names)
    #expect(images.images.scalars == [0, 0.2, 0.4, 1])
    #expect(images.labels.int32Scalars == [1, 0])
    try first.write("train-labels-idx1-ubyte", idx([3], [1, 0, 0]))
    #expect(
      problem { _ = try IDXFiles.read("train", in: first.path, classNames: names) }
        == "train-labels-idx1-ubyte: byte 4: 3 labels for 2 images")
    try first.write("train-labels-idx1-ubyte", idx([2], [1, 2]))
    #expect(
      problem { _ = try IDXFiles.read("train", in: first.path, classNames: names) }
        == "train-labels-idx1-ubyte: byte 9: label 2, expected less than 2")
  }
}

/// The real data sets, which are not part of the project: each test runs where its data set is.
struct RealDatasetTests {
  private static func isThere(_ dataset: KnownDataset) -> Bool {
    (try? dataset.folder(in: .current)) != nil
  }

  @Test(.enabled("the data set is not there") { isThere(.mnist) })
  func mnist() throws {
    let mnist = try Dataset.mnist
    #expect(mnist.training.count == 60_000)
    #expect(mnist.test.count == 10_000)
    #expect(mnist.training.prefix(5).labels.int32Scalars == [5, 0, 4, 1, 9])
    #expect(mnist.test[0].image.shape == [1, 28, 28])
    // 0.1307 is the mean that PyTorch's examples subtract.
    let values = mnist.training.images.scalars
    let mean = values.reduce(0.0) { $0 + Double($1) } / Double(values.count)
    #expect(abs(mean - 0.1307) < 0.0001)
  }

  @Test(.enabled("the data set is not there") { isThere(.fashionMNIST) })
  func fashionMNIST() throws {
    let fashion = try Dataset.fashionMNIST
    #expect(fashion.training.count == 60_000)
    #expect(fashion.test.count == 10_000)
    #expect(fashion.classNames[fashion.training[0].label] == "Ankle boot")
  }

  @Test(.enabled("the data set is not there") { isThere(.tinyImageNet10) })
  func tinyImageNet10() throws {
    let images = try Dataset.tinyImageNet10
    #expect(images.training.count == 5000)
    #expect(images.test.count == 500)
    #expect(images.classNames.first == "goldfish")
    #expect(images.training.imageShape == [3, 64, 64])
  }

  @Test(.enabled("the data set is not there") { isThere(.text) })
  func tinyShakespeare() throws {
    let vocabulary = CharacterVocabulary(try Dataset.tinyShakespeare)
    #expect(try Dataset.tinyShakespeare.unicodeScalars.count == 1_115_394)
    #expect(vocabulary.count == 65)
  }

  @Test(.enabled("the data set is not there") { isThere(.photos) && isThere(.paintings) })
  func pictures() throws {
    #expect(try Dataset.photo("china.jpg").size == Size2D(427, 640))
    #expect(try Dataset.painting("starry_night.jpg").mode == .rgb)
  }

  @Test(.enabled("the data set is not there") { isThere(.vgg16Features) })
  func vgg16Features() throws {
    let file = try Dataset.vgg16Features
    #expect(file.names.count == 16)
    #expect(file.shape(of: "conv4_1.weight") == [512, 256, 3, 3])
  }
}
