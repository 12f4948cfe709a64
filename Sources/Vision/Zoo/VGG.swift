import Networks
import Tensors

/// VGG, `[batch, 3, 224, 224]` → `[batch, classes]`: stages of 3×3 convolutions, each of which ends
/// in a pooling that halves the image, then three linear layers.
///
/// Source: Simonyan and Zisserman, "Very Deep Convolutional Networks for Large-Scale Image
/// Recognition" (2014), table 1; modules are named as in torchvision.
public final class VGG: Module {
  public let features, classifier: Sequential
  public let avgpool: AdaptiveAvgPool2d

  /// - Parameter convolutions: The number of convolutions in each of the five stages.
  public init(convolutions: [Int], classes: Int = 1000) {
    let channels = [64, 128, 256, 512, 512]
    require(convolutions.count == channels.count, "VGG has five stages")
    var inputs = 3
    var layers: [any Layer] = []
    for (count, outputs) in zip(convolutions, channels) {
      for _ in 0..<count {
        layers += [Conv2d(inputs, outputs, kernelSize: 3, padding: 1), ReLU()]
        inputs = outputs
      }
      layers.append(MaxPool2d(kernelSize: 2, stride: 2))
    }
    features = Sequential(layers)
    avgpool = AdaptiveAvgPool2d(7)
    classifier = Sequential {
      Linear(512 * 7 * 7, 4096)
      ReLU()
      Dropout()
      Linear(4096, 4096)
      ReLU()
      Dropout()
      Linear(4096, classes)
    }
  }

  public func forward(_ x: Tensor) -> Tensor {
    classifier(avgpool(features(x)).flattened(from: 1))
  }
}

extension VGG {
  /// Configuration A.
  public static func vgg11(classes: Int = 1000) -> VGG {
    VGG(convolutions: [1, 1, 2, 2, 2], classes: classes)
  }

  /// Configuration B.
  public static func vgg13(classes: Int = 1000) -> VGG {
    VGG(convolutions: [2, 2, 2, 2, 2], classes: classes)
  }

  /// Configuration D.
  public static func vgg16(classes: Int = 1000) -> VGG {
    VGG(convolutions: [2, 2, 3, 3, 3], classes: classes)
  }

  /// Configuration E.
  public static func vgg19(classes: Int = 1000) -> VGG {
    VGG(convolutions: [2, 2, 4, 4, 4], classes: classes)
  }
}
