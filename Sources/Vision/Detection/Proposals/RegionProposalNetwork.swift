import Networks
import Tensors

/// A small network that looks for objects at each position of a map of features, around each of its
/// anchors: whether there is one, and where exactly. As torchvision's `RPNHead` and
/// `RegionProposalNetwork`, for one map.
///
/// Source: Ren et al., "Faster R-CNN: Towards Real-Time Object Detection with Region Proposal Networks"
/// (2015), 3.1.
public final class RegionProposalNetwork: Module {
  /// What the network says about the anchors of a batch of images.
  public struct Output {
    /// Whether there is an object, before the sigmoid, `[batch, anchors]`.
    public let logits: Tensor
    /// Where it is, as ``BoxCoder`` writes it, `[batch, anchors, 4]`.
    public let codes: Tensor
    /// `[anchors, 4]`, in pixels of the image.
    public let anchors: Tensor
  }

  public typealias Input = (features: Tensor, image: Size2D)

  public let conv, clsLogits, bboxPred: Conv2d
  public let anchors: AnchorGenerator
  private let coder = BoxCoder()
  private let matcher: BoxMatcher
  private let sampler: BalancedSampler

  /// - Parameters:
  ///   - channels: Those of the features.
  ///   - matcher: Which anchors are objects.
  ///   - anchorsPerImage: From how many the network learns in an image; at most half of them are objects.
  public init(
    channels: Int, anchors: AnchorGenerator,
    matcher: BoxMatcher = BoxMatcher(
      foregroundThreshold: 0.7, backgroundThreshold: 0.3, keepsBest: true),
    anchorsPerImage: Int = 256
  ) {
    self.anchors = anchors
    self.matcher = matcher
    sampler = BalancedSampler(count: anchorsPerImage, positiveShare: 0.5)
    let count = anchors.countPerPosition
    conv = Conv2d(channels, channels, kernelSize: 3, padding: 1)
    clsLogits = Conv2d(channels, count, kernelSize: 1)
    bboxPred = Conv2d(channels, 4 * count, kernelSize: 1)
    for layer in [conv, clsLogits, bboxPred] {
      layer.weight.value = Initializer.normal(standardDeviation: 0.01).tensor(layer.weight.shape)
      layer.bias?.value = .zeros([layer.outputs])
    }
  }

  /// - Parameter x: The features, `[batch, channels, height, width]`, and the size of the images.
  public func forward(_ x: Input) -> Output {
    let hidden = relu(conv(x.features))
    let grid = Size2D(hidden.shape[2], hidden.shape[3])
    let count = anchors.countPerPosition
    /// `[batch, count · size, height, width]` → `[batch, height · width · count, size]`.
    func byAnchor(_ map: Tensor, size: Int) -> Tensor {
      map.reshaped(to: [map.shape[0], count, size, grid.height, grid.width])
        .permuted(0, 3, 4, 1, 2)
        .reshaped(to: [map.shape[0], grid.area * count, size])
    }
    return Output(
      logits: byAnchor(clsLogits(hidden), size: 1).squeezed(-1),
      codes: byAnchor(bboxPred(hidden), size: 4),
      anchors: anchors.anchors(grid: grid, image: x.image))
  }

  /// The places that look most like objects, by falling score, `[count, 4]` for each image. No gradient
  /// flows through them.
  ///
  /// - Parameters:
  ///   - image: The size of the images, at which boxes are cut off.
  ///   - candidates: How many anchors are considered: those of the highest scores.
  ///   - count: How many are left at most after those that overlap others too much have been dropped.
  public func proposals(
    _ output: Output, image: Size2D, candidates: Int = 1000, count: Int = 300,
    iouThreshold: Double = 0.7
  ) -> [Tensor] {
    noGrad {
      (0..<output.logits.shape[0]).map { index in
        let logits = output.logits[index].detached()
        let best = logits.topK(min(candidates, logits.count)).indices
        let boxes = clipBoxes(
          coder.decode(
            output.codes[index].detached().selected(best), from: output.anchors.selected(best)
          ).reshaped(to: [best.count, 4]), to: image)
        let usable = largeBoxes(boxes, size: 0.001)
        let (large, scores) = (boxes.selected(usable), logits.selected(best).selected(usable))
        let kept = nms(large, scores, iouThreshold: iouThreshold)
        return large.selected(kept).narrowed(dim: 0, to: 0..<min(count, kept.count))
      }
    }
  }

  /// How wrong the network is about anchors that are picked at random: the cross-entropy of objects and
  /// background, and the distance of the boxes, each a mean over the picked anchors.
  ///
  /// - Parameter objects: The boxes of the objects in each image, `[count, 4]` each.
  public func loss(_ output: Output, _ objects: [Tensor]) -> (objectness: Tensor, boxes: Tensor) {
    guard objects.count == output.logits.shape[0] else {
      shapeError(
        "RegionProposalNetwork: objects of \(objects.count) images, logits \(output.logits.shape)")
    }
    var logits: [Tensor] = []
    var labels: [Float] = []
    var distances: [Tensor] = []
    for (index, boxes) in objects.enumerated() {
      let matches = matcher.match(output.anchors, to: boxes)
      let (positive, negative) = sampler.sample(matches)
      let picked = Tensor((positive + negative).map(Int32.init))
      logits.append(output.logits[index].selected(picked))
      labels += positive.map { _ in 1 } + negative.map { _ in 0 }
      guard !positive.isEmpty else { continue }
      let places = Tensor(positive.map(Int32.init))
      let targets = Tensor(positive.map { matches[$0].objectIndex })
      distances.append(
        smoothL1Loss(
          output.codes[index].selected(places),
          coder.encode(boxes.selected(targets), from: output.anchors.selected(places)),
          beta: 1 / 9, reduction: .sum))
    }
    let boxes = distances.reduce(Tensor(0)) { $0 + $1 }
    return (
      binaryCrossEntropyWithLogits(Tensor.concatenate(logits), Tensor(labels)),
      boxes / Float(max(labels.count, 1))
    )
  }
}

extension BoxMatcher.Match {
  /// The number of the object; 0 if there is none.
  var objectIndex: Int32 {
    if case .object(let index) = self { Int32(index) } else { 0 }
  }
}
