internal import CKernels

/// A convolution that nobody has read the result of, and what follows it: a batch normalisation at
/// inference, the addition of a shortcut, a relu. All of it then takes one pass over memory.
///
/// The result has the same bits as that of one operation after the other. What comes before the last
/// step is computed on its own only if somebody still holds it, and then the convolution runs once
/// for both.
final class DeferredConvolution: DeferredElements, @unchecked Sendable {
  fileprivate enum Step {
    /// A scale and a shift of each channel.
    case normalize(scale: TensorData, shift: TensorData)
    case add(TensorData)
    case rectify
  }

  private struct Source {
    weak var data: TensorData?
  }

  private let geometry: kernels_convolution
  private let x, weight: TensorData
  private let bias: TensorData?
  private var steps: [Step] = []
  /// For each step, what it is applied to.
  private var sources: [Source] = []

  /// - Parameters:
  ///   - x: Contiguous, as is `weight`.
  ///   - bias: Contiguous.
  init(_ geometry: kernels_convolution, _ x: TensorData, _ weight: TensorData, bias: TensorData?) {
    self.geometry = geometry
    self.x = x
    self.weight = weight
    self.bias = bias
    // Read now: what a convolution depends on must not itself wait for one.
    for data in [x, weight, bias] { _ = data?.pointer }
  }

  private init(_ other: DeferredConvolution, _ step: Step, _ source: TensorData) {
    geometry = other.geometry
    x = other.x
    weight = other.weight
    bias = other.bias
    steps = other.steps + [step]
    sources = other.sources + [Source(data: source)]
  }

  // MARK: Steps

  /// `source`, the unread result of this convolution, with a scale and a shift of each channel; nil
  /// if other steps come before.
  func normalized(
    _ source: TensorData, scale: TensorData, shift: TensorData
  ) -> TensorData? {
    guard steps.isEmpty, bias == nil else { return nil }
    return following(source, .normalize(scale: scale, shift: shift), reading: [scale, shift])
  }

  /// `source` with a contiguous tensor of the same shape added; nil if steps come before that have to
  /// be the last.
  func adding(_ residual: TensorData, to source: TensorData) -> TensorData? {
    guard steps.allSatisfy(\.isNormalization) else { return nil }
    return following(source, .add(residual), reading: [residual])
  }

  /// `source`, rectified.
  func rectified(_ source: TensorData) -> TensorData { following(source, .rectify, reading: []) }

  private func following(
    _ source: TensorData, _ step: Step, reading operands: [TensorData]
  ) -> TensorData {
    for data in operands { _ = data.pointer }
    return TensorData(DeferredConvolution(self, step, source), source.shape)
  }

  // MARK: Elements

  override func compute(_ elements: UnsafeMutableBufferPointer<Float>) {
    for index in steps.indices.reversed() {
      if let source = sources[index].data {
        applySteps(from: index, to: source, elements)
        return
      }
    }
    var epilogue = fusedEpilogue()
    withUnsafePointer(to: geometry) {
      kernels_convolution_forward($0, x.floats, weight.floats, elements.baseAddress, &epilogue)
    }
  }

  private func fusedEpilogue() -> kernels_convolution_epilogue {
    var epilogue = kernels_convolution_epilogue(
      scale: nil, shift: bias.map { UnsafePointer($0.floats) }, residual: nil, relu: false)
    for step in steps {
      switch step {
      case .normalize(let scale, let shift):
        epilogue.scale = UnsafePointer(scale.floats)
        epilogue.shift = UnsafePointer(shift.floats)
      case .add(let residual): epilogue.residual = UnsafePointer(residual.floats)
      case .rectify: epilogue.relu = true
      }
    }
    return epilogue
  }

  private func applySteps(
    from first: Int, to source: TensorData, _ elements: UnsafeMutableBufferPointer<Float>
  ) {
    let area = geometry.output_height * geometry.output_width
    let target = elements.baseAddress
    var current = UnsafePointer(source.floats)
    for step in steps[first...] {
      switch step {
      case .normalize(let scale, let shift):
        kernels_scale_channels(
          current, geometry.batch, geometry.outputs, area, scale.floats, shift.floats, target)
      case .add(let residual):
        var (count, unit) = (elements.count, 1)
        kernels_zip(kernels_add_all, 1, &count, current, &unit, residual.floats, &unit, target)
      case .rectify: kernels_map(kernels_relu, current, target, elements.count)
      }
      current = UnsafePointer(target!)
    }
    withExtendedLifetime(source) {}
  }
}

extension DeferredConvolution.Step {
  fileprivate var isNormalization: Bool {
    if case .normalize = self { return true }
    return false
  }
}

extension Tensor {
  /// The convolution that this tensor is the unread result of.
  var deferredConvolution: DeferredConvolution? {
    data.buffer == nil ? data.pending as? DeferredConvolution : nil
  }
}
