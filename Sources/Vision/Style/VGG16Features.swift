import Networks
import Tensors

/// What the lower convolutions of VGG-16 see in pictures, for losses that compare pictures by more than
/// their pixels:
///
///     let features = VGG16Features()
///     try features.load(Dataset.vgg16Features.tensors())
///     features(image)["relu3_3"]  // [batch, 256, height / 4, width / 4]
///
/// Pictures are `[batch, 3, height, width]`, red, green and blue from 0 to 1. The layers are called as
/// in the paper's Caffe model, `conv1_1` to `conv4_1`, and the rectified outputs `relu1_1` to `relu4_1`.
///
/// Source: Simonyan and Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition"
/// (2014), table 1, configuration D.
public final class VGG16Features: Module {
  public typealias Output = [String: Tensor]

  /// Of ImageNet's pictures, blue, green and red from 0 to 255: Caffe's convention.
  private static let mean = Tensor([103.939, 116.779, 123.68], shape: [3, 1, 1])
  private static let blueGreenRed = Tensor([Int32(2), 1, 0])

  /// Those between two poolings.
  private let stages: [[(name: String, convolution: Conv2d)]]

  public init() {
    var inputs = 3
    stages = [(64, 2), (128, 2), (256, 3), (512, 1)].enumerated().map { stage, layers in
      (1...layers.1).map { index in
        defer { inputs = layers.0 }
        return ("\(stage + 1)_\(index)", Conv2d(inputs, layers.0, kernelSize: 3, padding: 1))
      }
    }
  }

  public func forward(_ x: Tensor) -> [String: Tensor] {
    guard x.rank == 4, x.shape[1] == 3, x.shape[2] >= 8, x.shape[3] >= 8 else {
      shapeError("VGG16Features: \(x.shape), expected [batch, 3, height, width] of at least 8×8")
    }
    var features: [String: Tensor] = [:]
    var x = x.selected(Self.blueGreenRed, dim: 1) * 255 - Self.mean
    for (index, stage) in stages.enumerated() {
      if index > 0 { x = maxPool2d(x, kernelSize: 2, stride: 2) }
      for (name, convolution) in stage {
        x = relu(convolution(x))
        features["relu\(name)"] = x
      }
    }
    return features
  }

  public var children: [NamedModule] {
    stages.flatMap(\.self).map { ("conv\($0.name)", $0.convolution) }
  }
}
