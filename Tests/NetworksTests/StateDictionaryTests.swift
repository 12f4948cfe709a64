import Networks
import Tensors
import Testing

struct StateDictionaryTests {
  @Test func namesArePyTorchs() {
    #expect(
      Network().stateDictionary.map(\.name) == [
        "shared_scale", "conv1.weight", "conv1.bias", "batch_norm.weight", "batch_norm.bias",
        "batch_norm.running_mean", "batch_norm.running_var", "self_attention.in_proj_weight",
        "self_attention.in_proj_bias", "self_attention.out_proj.weight",
        "self_attention.out_proj.bias", "rnns.0.weight_ih_l0", "rnns.0.weight_hh_l0",
        "rnns.0.bias_ih_l0", "rnns.0.bias_hh_l0", "rnns.0.weight_ih_l0_reverse",
        "rnns.0.weight_hh_l0_reverse", "rnns.0.bias_ih_l0_reverse", "rnns.0.bias_hh_l0_reverse",
      ])
  }

  @Test func statesGoFromNetworkToNetwork() throws {
    let (source, target) = (Network(), Network())
    source.batchNorm.runningMean.value = Tensor([1, 2])
    var state = Dictionary(uniqueKeysWithValues: source.stateDictionary.map { ($0, $1) })
    state["batch_norm.num_batches_tracked"] = Tensor([Int32(7)], shape: [])
    try target.load(state)
    for (theirs, ours) in zip(source.stateDictionary, target.stateDictionary) {
      #expect((theirs.tensor == ours.tensor) as Bool, "\(theirs.name)")
    }
    // The source keeps its own values when the target is trained.
    target.conv1.bias?.initialize(.zeros)
    #expect(source.conv1.bias?.value.scalars != [0, 0])
  }

  @Test func errorsListWhatDoesNotFit() {
    let model = Sequential { Linear(2, 3) }
    let before = model.parameters[0].value.scalars
    let state = ["0.weight": Tensor.zeros([2, 3]), "1.bias": .zeros([3]), "1.a": .zeros([])]
    let error = #expect(throws: StateError.self) { try model.load(state) }
    #expect(error?.missing == ["0.bias"])
    #expect(error?.unexpected == ["1.a", "1.bias"])
    #expect(error?.mismatches.map(\.name) == ["0.weight"])
    #expect(
      error?.description
        == "the state doesn't fit; missing: 0.bias; unexpected: 1.a, 1.bias; "
        + "of another shape: 0.weight [2, 3], expected [3, 2]")
    #expect(model.parameters[0].value.scalars == before)
  }

  @Test func partsOfStatesCanBeLoaded() throws {
    let model = Sequential { Linear(1, 2) }
    let state = ["0.bias": Tensor([3, 4]), "head.weight": Tensor([1])]
    try model.load(state, strict: false)
    #expect(model.parameters[1].value.scalars == [3, 4])
    #expect(throws: StateError.self) {
      try model.load(["0.bias": Tensor([1, 2, 3])], strict: false)
    }
  }

  @Test func sharedModulesAreListedOnce() {
    let shared = Linear(2, 2)
    let model = Sequential([shared, ReLU(), shared])
    #expect(model.stateDictionary.map(\.name) == ["0.weight", "0.bias"])
  }
}

private final class Network: Module {
  let sharedScale = Parameter([1])
  let conv1 = Conv2d(1, 2, kernelSize: 3)
  let batchNorm = BatchNorm2d(2)
  let selfAttention = MultiheadAttention(4, heads: 2)
  let rnns = [LSTM(2, 3, bidirectional: true)]
  func forward(_ x: Tensor) -> Tensor { x }
}
