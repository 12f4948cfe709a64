import Tensors

/// Looks for places where objects may be: cuts an image into regions that look alike inside, joins the
/// most similar neighbours again and again, and takes the box around each region on the way.
///
/// Simpler than the original: it works on the channels as they are, in none of the other colour spaces,
/// and texture is that of differences between neighbours.
///
/// Source: Uijlings et al., "Selective Search for Object Recognition" (2013), 3.
public struct SelectiveSearch: Hashable, Sendable {
  /// The search is done once for each scale of ``GraphSegmentation``.
  public var scales: [Float]
  public var sigma: Float
  /// Of the regions that it begins with, in pixels.
  public var minimumSize: Int

  public init(scales: [Float] = [100, 200], sigma: Float = 0.8, minimumSize: Int = 20) {
    self.scales = scales
    self.sigma = sigma
    self.minimumSize = minimumSize
  }

  /// The boxes around regions, each once; those that were joined last, which are the largest, come first.
  ///
  /// - Parameter image: `[channels, height, width]`, with values from 0 to 1.
  public func proposals(_ image: Tensor) -> [BoundingBox] {
    var seen: Set<BoundingBox> = []
    var proposals: [(box: BoundingBox, rank: Int)] = []
    for scale in scales {
      let segmentation = GraphSegmentation(scale: scale, sigma: sigma, minimumSize: minimumSize)
      var grouping = RegionGrouping(image, segmentation.segments(image))
      grouping.joinAll()
      for (rank, region) in grouping.regions.reversed().enumerated()
      where seen.insert(region.box).inserted {
        proposals.append((region.box, rank))
      }
    }
    return proposals.enumerated()
      .sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }.map(\.element.box)
  }
}
