/// Images with the objects in them, and with what a detector found there.
public struct DetectionDataset: Hashable, Sendable {
  public struct Image: Hashable, Sendable {
    public let id: Int
    public let name: String

    public init(id: Int, name: String) {
      self.id = id
      self.name = name
    }
  }

  /// A kind of objects.
  public struct Category: Hashable, Sendable {
    public let id: Int
    public let name: String

    public init(id: Int, name: String) {
      self.id = id
      self.name = name
    }
  }

  /// By their ids.
  public let images: [Image]
  /// By their ids.
  public let categories: [Category]
  public var objects: [AnnotatedObject]
  public var detections: [Detection]

  public init(
    images: [Image], categories: [Category], objects: [AnnotatedObject], detections: [Detection]
  ) {
    self.images = images.sorted { $0.id < $1.id }
    self.categories = categories.sorted { $0.id < $1.id }
    self.objects = objects
    self.detections = detections
  }
}

/// An object in an image: what a detector should find.
public struct AnnotatedObject: Hashable, Sendable {
  /// The ids of the image that it is in, and of its category.
  public var image, category: Int
  public var box: BoundingBox
  /// In pixels: that of the object's outline where it is known, else that of the box.
  public var area: Double
  /// Whether the box holds many objects that nobody has told apart. Any number of detections in it
  /// count as neither right nor wrong.
  public var isCrowd: Bool
  /// Whether it counts as neither found nor missed, such as VOC's difficult ones.
  public var isIgnored: Bool

  public init(
    image: Int, category: Int, box: BoundingBox, area: Double? = nil, isCrowd: Bool = false,
    isIgnored: Bool = false
  ) {
    self.image = image
    self.category = category
    self.box = box
    self.area = area ?? box.area()
    self.isCrowd = isCrowd
    self.isIgnored = isIgnored
  }
}

/// What a detector takes for an object.
public struct Detection: Hashable, Sendable {
  /// The ids of the image, and of the category that the detector chose.
  public var image, category: Int
  public var box: BoundingBox
  /// How sure the detector is; the larger, the surer.
  public var score: Double

  public init(image: Int, category: Int, box: BoundingBox, score: Double) {
    self.image = image
    self.category = category
    self.box = box
    self.score = score
  }
}
