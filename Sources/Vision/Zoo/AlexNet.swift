import Networks
import Tensors

/// AlexNet for one device, as torchvision has it: `[batch, 3, 224, 224]` → `[batch, classes]`.
///
/// Source: Krizhevsky, "One weird trick for parallelizing convolutional neural networks" (2014).
/// The network of 2012 is ``OriginalAlexNet``.
public final class AlexNet: Module {
  public let features, classifier: Sequential
  public let avgpool: AdaptiveAvgPool2d

  public init(classes: Int = 1000) {
    features = Sequential {
      Conv2d(3, 64, kernelSize: 11, stride: 4, padding: 2)
      ReLU()
      MaxPool2d(kernelSize: 3, stride: 2)
      Conv2d(64, 192, kernelSize: 5, padding: 2)
      ReLU()
      MaxPool2d(kernelSize: 3, stride: 2)
      Conv2d(192, 384, kernelSize: 3, padding: 1)
      ReLU()
      Conv2d(384, 256, kernelSize: 3, padding: 1)
      ReLU()
      Conv2d(256, 256, kernelSize: 3, padding: 1)
      ReLU()
      MaxPool2d(kernelSize: 3, stride: 2)
    }
    avgpool = AdaptiveAvgPool2d(6)
    classifier = Sequential {
      Dropout()
      Linear(256 * 6 * 6, 4096)
      ReLU()
      Dropout()
      Linear(4096, 4096)
      ReLU()
      Linear(4096, classes)
    }
  }

  public func forward(_ x: Tensor) -> Tensor {
    classifier(avgpool(features(x)).flattened(from: 1))
  }
}
