import Datasets
import Testing

@testable import Vision

/// Average precision and its parts against pycocotools.
struct COCOEvaluationTests {
  private struct Expected: Decodable {
    let all: [Double]
    let byCategory: [CategoryFigures]
  }

  private struct CategoryFigures: Decodable {
    let category: Int
    let threshold: Double
    let precisions: [Double]
    let recall: Double
  }

  private let dataset: DetectionDataset
  private let expected: Expected

  init() throws {
    dataset = try COCOFiles.read(
      groundTruth: fixturePath("Detection/ground-truth.json"),
      detections: fixturePath("Detection/detections.json"))
    expected = try fixture("Detection/coco-metrics.json")
  }

  @Test func theTwelveNumbers() {
    for (actual, expected) in zip(COCOMetrics(dataset).all, expected.all) {
      expectClose(actual, expected)
    }
  }

  @Test func precisionsAndRecallOfEachCategory() {
    for expected in expected.byCategory {
      let evaluation = DetectionEvaluation(
        dataset,
        MatchingCriteria(
          iouThreshold: expected.threshold, areas: 0...1e10, maximumDetections: 100))
      let curve = evaluation.results.first { $0.category.id == expected.category }!.matches.curve
      guard expected.recall >= 0 else {
        #expect(curve.finalRecall.isNaN && curve.averagePrecision(.coco).isNaN)
        continue
      }
      expectClose(curve.finalRecall, expected.recall)
      expectClose(
        curve.averagePrecision(.coco), expected.precisions.reduce(0, +) / 101)
      for (index, precision) in expected.precisions.enumerated() where index < 100 {
        expectClose(curve.precision(atRecall: Double(index) * 0.01), precision)
      }
    }
  }

  @Test func theFixtureHasWhatIsHard() {
    #expect(dataset.objects.contains { $0.isCrowd })
    #expect(Set(dataset.detections.map(\.score)).count < dataset.detections.count * 2 / 3)
    #expect(expected.byCategory.contains { $0.recall < 0 })
    let crowds = dataset.objects.filter(\.isCrowd)
    let matched = DetectionEvaluation(dataset).results.flatMap(\.matches.detections)
    #expect(crowds.contains { crowd in matched.count { $0.object == crowd } > 1 })
  }
}

/// The samples that are not part of the project: each test runs where they are.
struct SampleEvaluationTests {
  private static func isThere(_ dataset: KnownDataset) -> Bool {
    (try? dataset.folder(in: .current)) != nil
  }

  @Test(.enabled("the data set is not there") { isThere(.coco100) })
  func coco100() throws {
    let metrics = COCOMetrics(try Dataset.coco100)
    // pycocotools 2.0.11
    let expected = [
      0.503647, 0.696973, 0.571667, 0.593252, 0.557991, 0.489363,
      0.386813, 0.593680, 0.595353, 0.654764, 0.603130, 0.553744,
    ]
    for (actual, expected) in zip(metrics.all, expected) {
      expectClose(actual, expected, tolerance: 1e-6)
    }
  }

  @Test(.enabled("the data set is not there") { isThere(.vocSample) })
  func vocSample() throws {
    let dataset = try Dataset.vocSample
    #expect(dataset.images.count == 7)
    #expect(dataset.objects.count == 15)
    #expect(dataset.detections.count == 24)
    func averagePrecision(
      _ convention: BoundingBox.Convention, _ interpolation: PrecisionInterpolation
    ) -> Double {
      let criteria = MatchingCriteria(iouThreshold: 0.3, rule: .voc, convention: convention)
      return DetectionEvaluation(dataset, criteria).meanAveragePrecision(interpolation)
    }
    expectClose(averagePrecision(.pixelInclusive, .allPoints), 0.24568668, tolerance: 1e-8)
    expectClose(averagePrecision(.pixelInclusive, .voc2007), 0.26839827, tolerance: 2e-8)
    expectClose(averagePrecision(.continuous, .allPoints), 0.22539683, tolerance: 1e-8)
    expectClose(averagePrecision(.continuous, .voc2007), 0.26839827, tolerance: 2e-8)
  }
}

/// Small cases that can be checked by hand.
struct MatchingTests {
  private let box = BoundingBox(x: 0, y: 0, width: 10, height: 10)

  private func object(_ box: BoundingBox, ignored: Bool = false) -> AnnotatedObject {
    AnnotatedObject(image: 1, category: 1, box: box, isIgnored: ignored)
  }

  private func detection(_ box: BoundingBox, _ score: Double) -> Detection {
    Detection(image: 1, category: 1, box: box, score: score)
  }

  private func shifted(_ x: Double) -> BoundingBox {
    BoundingBox(x: x, y: 0, width: 10, height: 10)
  }

  private func outcomes(
    _ objects: [AnnotatedObject], _ detections: [Detection], _ criteria: MatchingCriteria
  ) -> [MatchedDetection.Outcome] {
    DetectionMatches([(objects, detections)], criteria).detections.map(\.outcome)
  }

  @Test func aSecondDetectionOfAnObjectIsWrong() {
    let detections = [detection(box, 0.5), detection(shifted(1), 0.9)]
    for rule in [MatchingCriteria.Rule.voc, .coco] {
      let matches = DetectionMatches([([object(box)], detections)], MatchingCriteria(rule: rule))
      #expect(matches.detections.map(\.outcome) == [.truePositive, .falsePositive])
      #expect(matches.detections.map(\.detection.score) == [0.9, 0.5])
      #expect(matches.missed.isEmpty && matches.objectCount == 1)
    }
  }

  @Test func theRulesDifferWhereTheMostOverlappedObjectIsFound() {
    let objects = [object(box), object(shifted(3))]
    // Both detections overlap the first object most; the second overlaps the other one by 8/12.
    let detections = [detection(box, 0.9), detection(shifted(1), 0.8)]
    #expect(
      outcomes(objects, detections, MatchingCriteria(rule: .voc))
        == [.truePositive, .falsePositive])
    #expect(
      outcomes(objects, detections, MatchingCriteria(rule: .coco))
        == [.truePositive, .truePositive])
  }

  @Test func ignoredObjectsCountNeitherWay() {
    let objects = [object(box, ignored: true), object(shifted(50))]
    for rule in [MatchingCriteria.Rule.voc, .coco] {
      let matches = DetectionMatches(
        [(objects, [detection(box, 0.9)])], MatchingCriteria(rule: rule))
      #expect(matches.detections.map(\.outcome) == [.ignored])
      #expect(
        matches.counts() == DetectionCounts(truePositives: 0, falsePositives: 0, falseNegatives: 1))
      #expect(matches.curve.points.isEmpty)
      #expect(matches.curve.averagePrecision(.coco) == 0)
    }
  }

  @Test func onlySoManyDetectionsCount() {
    let detections = [detection(shifted(50), 0.5), detection(box, 0.4), detection(box, 0.7)]
    let matches = DetectionMatches(
      [([object(box)], detections)], MatchingCriteria(maximumDetections: 2))
    #expect(matches.detections.map(\.outcome) == [.truePositive, .falsePositive])
  }

  @Test func countsFollowTheScore() {
    let objects = [object(box), object(shifted(30))]
    let detections = [
      detection(box, 0.9), detection(shifted(60), 0.6), detection(shifted(31), 0.3),
    ]
    let matches = DetectionMatches([(objects, detections)], MatchingCriteria())
    func counts(_ tp: Int, _ fp: Int, _ fn: Int) -> DetectionCounts {
      DetectionCounts(truePositives: tp, falsePositives: fp, falseNegatives: fn)
    }
    #expect(matches.counts(minimumScore: 0.95) == counts(0, 0, 2))
    #expect(matches.counts(minimumScore: 0.9) == counts(1, 0, 1))
    #expect(matches.counts(minimumScore: 0.6) == counts(1, 1, 1))
    #expect(matches.counts() == counts(2, 1, 0))
    #expect(matches.counts(minimumScore: 0.95).precision.isNaN)
    expectClose(matches.counts().precision, 2.0 / 3)
    expectClose(matches.counts().f1, 0.8)
    let curve = matches.curve
    #expect(curve.points.map(\.recall) == [0.5, 0.5, 1])
    #expect(curve.interpolatedPrecisions == [1, 2.0 / 3, 2.0 / 3])
    expectClose(curve.averagePrecision(.allPoints), 0.5 + 0.5 * 2 / 3)
    // Six recalls up to 0.5, five beyond.
    expectClose(curve.averagePrecision(.voc2007), (6 + 5 * 2.0 / 3) / 11)
    expectClose(curve.averagePrecision(.coco), (51 + 50 * 2.0 / 3) / 101)
  }

  @Test func nothingToFindIsNoNumber() {
    let matches = DetectionMatches([([], [detection(box, 1)])], MatchingCriteria())
    #expect(matches.curve.averagePrecision(.allPoints).isNaN)
    #expect(matches.counts().recall.isNaN)
    let empty = DetectionDataset(images: [], categories: [], objects: [], detections: [])
    #expect(DetectionEvaluation(empty).meanAveragePrecision(.coco).isNaN)
    #expect(COCOMetrics(empty).all.allSatisfy { $0.isNaN })
  }
}

struct BoundingBoxTests {
  @Test func overlap() {
    let a = BoundingBox(x: 0, y: 0, width: 4, height: 2)
    let b = BoundingBox(xMin: 2, yMin: 1, xMax: 6, yMax: 3)
    #expect(a.intersection(b) == 2)
    expectClose(a.iou(b), 2.0 / 14)
    expectClose(b.iou(a), 2.0 / 14)
    #expect(a.iou(a) == 1)
    // With the last pixels inside, 3×2 of 5×3 + 5×3.
    expectClose(a.iou(b, .pixelInclusive), 6.0 / 24)
  }

  @Test func oddBoxes() {
    let a = BoundingBox(x: 0, y: 0, width: 4, height: 2)
    let beside = BoundingBox(x: 4, y: 0, width: 4, height: 2)
    #expect(a.iou(beside) == 0)
    let empty = BoundingBox(x: 1, y: 1, width: 0, height: 0)
    #expect(a.iou(empty) == 0 && empty.iou(empty) == 0)
    #expect(empty.iou(empty, .pixelInclusive) == 1)
    #expect(BoundingBox(xMin: 3, yMin: 3, xMax: 1, yMax: 1).area() == 0)
    #expect(a.center == (2, 1))
  }
}
