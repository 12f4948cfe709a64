import DeepLearning

let trainingWorkloads: [String: Workload] = ["chain-1000": chain]

/// 1,000 operations on 64 elements one after another, forward and backward.
@Sendable private func chain() -> () -> Void {
  let start = Tensor.randn([64]).requiringGradient()
  let (scale, offset) = (Tensor.rand([64]), Tensor.rand([64]))
  return {
    var x = start
    for _ in 0..<250 { x = relu(x * scale + offset) - offset }
    _ = gradient(of: x.sum(), withRespectTo: start)
  }
}
