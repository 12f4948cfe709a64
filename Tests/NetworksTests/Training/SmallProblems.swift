import Datasets
import Networks
import Tensors

/// Points on three noisy rings, with the ring as their label.
func rings(_ count: Int, seed: UInt64 = 1) -> TensorDataset {
  withSeed(seed) {
    let labels = Tensor.randint([count], in: 0..<3)
    let directions = Tensor.randn([count, 2])
    let lengths = sqrt(square(directions).sum(dim: 1, keepDim: true))
    let radii = (labels.asType(.float32) + 1).unsqueezed(1) + Tensor.randn([count, 1]) * 0.15
    return TensorDataset(directions / lengths * radii, labels)
  }
}

/// Points with labels that have nothing to do with them: what can only be learnt by heart.
func noise(_ count: Int, seed: UInt64) -> TensorDataset {
  withSeed(seed) { TensorDataset(.randn([count, 8]), .randint([count], in: 0..<3)) }
}

func perceptron(inputs: Int = 2, hidden: Int = 32, dropout: Float = 0) -> Sequential {
  Sequential {
    Linear(inputs, hidden)
    ReLU()
    Dropout(dropout)
    Linear(hidden, 3)
  }
}

func weights(_ model: some Layer) -> [[Float]] { model.stateDictionary.map(\.tensor.scalars) }
