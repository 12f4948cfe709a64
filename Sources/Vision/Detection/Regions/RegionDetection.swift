import Tensors

/// The regions that a network learns from, and what it should say about them.
public struct RegionTargets {
  /// In each image, `[count, 4]`.
  public let regions: [Tensor]
  /// Of all regions: the class, 0 for background, `[count]`.
  public let labels: Tensor
  /// How ``BoxCoder`` writes the object's box; zeros for background, `[count, 4]`.
  public let codes: Tensor
}

/// What Fast R-CNN does around its network: it picks regions to learn from, says how wrong the scores and
/// boxes are, and makes detections of them. As torchvision's `RoIHeads`.
///
/// Class 0 is the background; the objects' classes begin at 1.
///
/// Source: Girshick, "Fast R-CNN" (2015), 2.3.
public struct RegionDetection: Sendable {
  /// With the background.
  public var classes: Int
  public var coder = BoxCoder(weights: [10, 10, 5, 5])
  private var matcher = BoxMatcher(foregroundThreshold: 0.5, backgroundThreshold: 0.5)
  private var sampler: BalancedSampler

  /// - Parameters:
  ///   - classes: The number of classes, with the background.
  ///   - regionsPerImage: From how many the network learns in an image; at most a quarter are objects.
  public init(classes: Int, regionsPerImage: Int = 64) {
    self.classes = classes
    sampler = BalancedSampler(count: regionsPerImage, positiveShare: 0.25)
  }

  // MARK: Learning

  /// Picks regions at random. The objects' own boxes are among those that may be picked.
  ///
  /// - Parameters:
  ///   - proposals: In each image, `[count, 4]`.
  ///   - objects: Likewise.
  ///   - labels: The objects' classes, from 1.
  public func targets(_ proposals: [Tensor], objects: [Tensor], labels: [[Int]]) -> RegionTargets {
    guard proposals.count == objects.count, labels.map(\.count) == objects.map({ $0.shape[0] })
    else {
      shapeError(
        "RegionDetection: proposals of \(proposals.count) images, objects \(objects.map(\.shape)), "
          + "labels of \(labels.map(\.count))")
    }
    var regions: [Tensor] = []
    var classes: [Int32] = []
    var codes: [Tensor] = []
    for (image, boxes) in objects.enumerated() {
      let candidates = Tensor.concatenate([proposals[image], boxes])
      let matches = matcher.match(candidates, to: boxes)
      let (positive, negative) = sampler.sample(matches)
      let picked = candidates.selected(Tensor((positive + negative).map(Int32.init)))
      let objectIndices = positive.map { matches[$0].objectIndex }
      regions.append(picked)
      classes += objectIndices.map { Int32(labels[image][Int($0)]) } + negative.map { _ in 0 }
      if !positive.isEmpty {
        codes.append(
          coder.encode(
            boxes.selected(Tensor(objectIndices)),
            from: picked.narrowed(dim: 0, to: 0..<positive.count)))
      }
      codes.append(.zeros([negative.count, 4]))
    }
    return RegionTargets(
      regions: regions, labels: Tensor(classes), codes: Tensor.concatenate(codes))
  }

  /// The cross-entropy of classes, and the distance of the boxes of objects, both means over all regions.
  ///
  /// - Parameters:
  ///   - scores: Of each class, before the softmax, `[regions, classes]`.
  ///   - codes: A box for each class, `[regions, 4 · classes]`.
  public func loss(_ scores: Tensor, _ codes: Tensor, _ targets: RegionTargets)
    -> (classes: Tensor, boxes: Tensor)
  {
    let labels = targets.labels.int32Scalars
    requireShapes(scores, codes, count: labels.count)
    let positive = labels.indices.filter { labels[$0] > 0 }
    let classLoss = crossEntropy(scores, targets.labels)
    guard !positive.isEmpty else { return (classLoss, (codes * 0).sum()) }
    // The box of region i for class c is row i · classes + c.
    let rows = positive.map { Int32($0 * classes) + labels[$0] }
    let predicted = codes.reshaped(to: [labels.count * classes, 4]).selected(Tensor(rows))
    let wanted = targets.codes.selected(Tensor(positive.map(Int32.init)))
    let distance = smoothL1Loss(predicted, wanted, beta: 1 / 9, reduction: .sum)
    return (classLoss, distance / Float(labels.count))
  }

  private func requireShapes(_ scores: Tensor, _ codes: Tensor, count: Int) {
    guard scores.shape == [count, classes], codes.shape == [count, 4 * classes] else {
      shapeError(
        "RegionDetection: scores \(scores.shape) and codes \(codes.shape) of \(count) regions, "
          + "expected [\(count), \(classes)] and [\(count), \(4 * classes)]")
    }
  }

  // MARK: Detecting

  /// What the network found in an image, by falling score.
  ///
  /// - Parameters:
  ///   - scores: Of each class, before the softmax, `[regions, classes]`.
  ///   - codes: A box for each class, `[regions, 4 · classes]`.
  ///   - regions: `[regions, 4]`.
  ///   - size: Of the image.
  ///   - image: The image's id; categories' ids are the classes.
  ///   - scoreThreshold: Detections of lower probability are dropped.
  ///   - iouThreshold: So are those that overlap a better one of their class more than this.
  ///   - count: At most so many are kept.
  public func detections(
    _ scores: Tensor, _ codes: Tensor, _ regions: Tensor, size: Size2D, image: Int = 0,
    scoreThreshold: Double = 0.05, iouThreshold: Double = 0.5, count: Int = 100
  ) -> [Detection] {
    requireShapes(scores, codes, count: regions.shape[0])
    return noGrad {
      let probabilities = softmax(scores.detached()).scalars
      let decoded = coder.decode(codes.detached(), from: regions)
      let boxes = clipBoxes(decoded.reshaped(to: [regions.shape[0] * classes, 4]), to: size)
      let isLarge = Set(largeBoxes(boxes, size: 0.01).int32Scalars)
      let candidates = probabilities.indices.filter { index in
        !index.isMultiple(of: classes) && Double(probabilities[index]) > scoreThreshold
          && isLarge.contains(Int32(index))
      }
      let picked = boxes.selected(Tensor(candidates.map(Int32.init)))
      let kept = batchedNMS(
        picked, Tensor(candidates.map { probabilities[$0] }),
        categories: Tensor(candidates.map { Int32($0 % classes) }), iouThreshold: iouThreshold)
      let pickedBoxes = picked.boxes
      return kept.int32Scalars.prefix(count).map { index in
        let candidate = candidates[Int(index)]
        return Detection(
          image: image, category: candidate % classes, box: pickedBoxes[Int(index)],
          score: Double(probabilities[candidate]))
      }
    }
  }
}
