import Datasets

extension Dataset {
  /// The objects in 100 photographs of COCO, with detections that COCO's authors simulated.
  public static var coco100: DetectionDataset {
    get throws {
      let folder = try KnownDataset.coco100.folder(in: .current)
      return try COCOFiles.read(
        groundTruth: "\(folder)/ground-truth.json", detections: "\(folder)/detections.json")
    }
  }

  /// 15 objects in seven images and 24 detections: few enough to be checked by hand. Their boxes are
  /// ``BoundingBox/Convention/pixelInclusive``.
  public static var vocSample: DetectionDataset {
    get throws {
      let folder = try KnownDataset.vocSample.folder(in: .current)
      return try DetectionTextFiles.read(
        groundTruth: "\(folder)/ground-truth", detections: "\(folder)/detections")
    }
  }
}
