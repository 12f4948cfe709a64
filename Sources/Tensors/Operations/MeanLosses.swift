// Losses with nothing but their defaults, the mean over a batch: functions of two tensors, which can be
// handed over by their names, as in `fit(…, loss: crossEntropy)`. Swift does not let go of a function's
// default arguments when it is handed over.

public func crossEntropy(_ logits: Tensor, _ target: Tensor) -> Tensor {
  crossEntropy(logits, target, reduction: .mean)
}

public func nllLoss(_ logProbabilities: Tensor, _ labels: Tensor) -> Tensor {
  nllLoss(logProbabilities, labels, reduction: .mean)
}

public func multiMarginLoss(_ x: Tensor, _ labels: Tensor) -> Tensor {
  multiMarginLoss(x, labels, reduction: .mean)
}

public func mseLoss(_ x: Tensor, _ target: Tensor) -> Tensor {
  mseLoss(x, target, reduction: .mean)
}

public func l1Loss(_ x: Tensor, _ target: Tensor) -> Tensor {
  l1Loss(x, target, reduction: .mean)
}

public func huberLoss(_ x: Tensor, _ target: Tensor) -> Tensor {
  huberLoss(x, target, reduction: .mean)
}

public func smoothL1Loss(_ x: Tensor, _ target: Tensor) -> Tensor {
  smoothL1Loss(x, target, reduction: .mean)
}

public func hingeLoss(_ x: Tensor, _ target: Tensor) -> Tensor {
  hingeLoss(x, target, reduction: .mean)
}

public func binaryCrossEntropy(_ x: Tensor, _ target: Tensor) -> Tensor {
  binaryCrossEntropy(x, target, reduction: .mean)
}

public func binaryCrossEntropyWithLogits(_ x: Tensor, _ target: Tensor) -> Tensor {
  binaryCrossEntropyWithLogits(x, target, reduction: .mean)
}
