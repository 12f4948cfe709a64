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

  /// What the result is computed from.
  private struct Operands {
    let x, weight: TensorData
    let bias: TensorData?
    var steps: [Step] = []
    /// For each step, what it is applied to.
    var sources: [Source] = []
  }

  private struct Source {
    weak var data: TensorData?
  }

  private let geometry: kernels_convolution
  /// Nil when the result has been computed, so that nothing is kept alive for it.
  private var operands: Operands?

  private init(_ geometry: kernels_convolution, _ operands: Operands) {
    self.geometry = geometry
    self.operands = operands
  }

  /// - Parameters:
  ///   - x: Contiguous, as is `weight`.
  ///   - bias: Contiguous.
  convenience init(
    _ geometry: kernels_convolution, _ x: TensorData, _ weight: TensorData, bias: TensorData?
  ) {
    // Read now: what a convolution depends on must not itself wait for one.
    for data in [x, weight, bias] { _ = data?.pointer }
    self.init(geometry, Operands(x: x, weight: weight, bias: bias))
  }

  // MARK: Steps

  /// `source`, the unread result of this convolution, with a scale and a shift of each channel; nil
  /// if other steps come before, or somebody has read it.
  func normalized(
    _ source: TensorData, scale: TensorData, shift: TensorData
  ) -> TensorData? {
    following(source, .normalize(scale: scale, shift: shift), reading: [scale, shift]) {
      $0.steps.isEmpty && $0.bias == nil
    }
  }

  /// `source` with a contiguous tensor of the same shape added; nil if steps come before that have to
  /// be the last, or somebody has read it.
  func adding(_ residual: TensorData, to source: TensorData) -> TensorData? {
    following(source, .add(residual), reading: [residual]) {
      $0.steps.allSatisfy(\.isNormalization)
    }
  }

  /// `source`, rectified; nil if somebody has read it.
  func rectified(_ source: TensorData) -> TensorData? {
    following(source, .rectify, reading: []) { _ in true }
  }

  private func following(
    _ source: TensorData, _ step: Step, reading needed: [TensorData],
    if isPossible: (Operands) -> Bool
  ) -> TensorData? {
    for data in needed { _ = data.pointer }
    let next: DeferredConvolution? = whilePending {
      guard var operands, isPossible(operands) else { return nil }
      operands.steps.append(step)
      operands.sources.append(Source(data: source))
      return DeferredConvolution(geometry, operands)
    }
    return next.map { TensorData($0, source.shape) }
  }

  // MARK: Elements

  override func compute(_ elements: UnsafeMutableBufferPointer<Float>) {
    guard let operands else { fatalError("computed before") }
    for index in operands.steps.indices.reversed() {
      if let source = operands.sources[index].data {
        apply(operands.steps[index...], to: source, elements)
        return
      }
    }
    var epilogue = fusedEpilogue(operands)
    withUnsafePointer(to: geometry) {
      kernels_convolution_forward(
        $0, operands.x.floats, operands.weight.floats, elements.baseAddress, &epilogue)
    }
    withExtendedLifetime(operands) {}
  }

  override func release() { operands = nil }

  override var isWatched: Bool { true }

  private func fusedEpilogue(_ operands: Operands) -> kernels_convolution_epilogue {
    var epilogue = kernels_convolution_epilogue(
      scale: nil, shift: operands.bias.map { UnsafePointer($0.floats) }, residual: nil, relu: false)
    for step in operands.steps {
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

  private func apply(
    _ steps: ArraySlice<Step>, to source: TensorData,
    _ elements: UnsafeMutableBufferPointer<Float>
  ) {
    let area = geometry.output_height * geometry.output_width
    let target = elements.baseAddress
    var current = UnsafePointer(source.floats)
    for step in steps {
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
