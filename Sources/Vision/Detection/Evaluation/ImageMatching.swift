/// Matches the detections of one category in one image, which come by falling score.
struct ImageMatching {
  private let criteria: MatchingCriteria
  /// Those that count come first, the others are for detections that would be wrong otherwise.
  private let objects: [AnnotatedObject]
  private let isIgnored: [Bool]
  private var isFound: [Bool]

  init(_ objects: [AnnotatedObject], _ criteria: MatchingCriteria) {
    self.criteria = criteria
    self.objects = objects.filter { !criteria.ignores($0) } + objects.filter(criteria.ignores)
    isIgnored = self.objects.map(criteria.ignores)
    isFound = self.objects.map { _ in false }
  }

  /// The objects that count and have not been found.
  var missed: [AnnotatedObject] {
    objects.indices.filter { !isFound[$0] && !isIgnored[$0] }.map { objects[$0] }
  }

  mutating func match(_ detection: Detection) -> MatchedDetection {
    let overlaps = objects.map { criteria.overlap(detection, $0) }
    let candidate = criteria.rule == .voc ? mostOverlapped(overlaps) : bestUnfound(overlaps)
    guard let candidate, overlaps[candidate] >= leastOverlap else {
      let isOutside = !criteria.areas.contains(detection.box.area())
      return MatchedDetection(
        detection: detection, outcome: isOutside ? .ignored : .falsePositive,
        object: candidate.map { objects[$0] }, overlap: candidate.map { overlaps[$0] } ?? 0)
    }
    let outcome: MatchedDetection.Outcome =
      isIgnored[candidate] ? .ignored : isFound[candidate] ? .falsePositive : .truePositive
    isFound[candidate] = true
    return MatchedDetection(
      detection: detection, outcome: outcome, object: objects[candidate],
      overlap: overlaps[candidate])
  }

  /// As in pycocotools, so that equal boxes match at a threshold of 1 in spite of rounding.
  private var leastOverlap: Double { min(criteria.iouThreshold, 1 - 1e-10) }

  /// The first of those that the detection overlaps most.
  private func mostOverlapped(_ overlaps: [Double]) -> Int? {
    overlaps.indices.reduce(nil) { best, index in
      overlaps[index] > (best.map { overlaps[$0] } ?? 0) ? index : best
    }
  }

  /// The last of those that the detection overlaps most, of those that can still be found; an ignored
  /// one only if there is no other. A crowd can be found any number of times.
  private func bestUnfound(_ overlaps: [Double]) -> Int? {
    var best: Int?
    for index in objects.indices where !isFound[index] || objects[index].isCrowd {
      if let best, !isIgnored[best], isIgnored[index] { break }
      if overlaps[index] >= (best.map { overlaps[$0] } ?? leastOverlap) { best = index }
    }
    return best
  }
}
