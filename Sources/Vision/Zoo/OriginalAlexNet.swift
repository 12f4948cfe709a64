import Networks
import Tensors

/// AlexNet as it won ImageNet 2012: `[batch, 3, 227, 227]` → `[batch, classes]` probabilities.
///
/// It was trained on two GPUs, so the second, fourth and fifth convolution have two groups: each
/// sees only the half of the channels that was on its own GPU. The paper gives the images as
/// 224×224, but its 55×55 outputs of the first convolution need 227×227.
///
/// Source: Krizhevsky et al., "ImageNet Classification with Deep Convolutional Neural Networks"
/// (2012), section 3.5.
public final class OriginalAlexNet: Module {
  public let conv1 = Conv2d(3, 96, kernelSize: 11, stride: 4)
  public let relu1 = ReLU()
  public let norm1 = OriginalAlexNet.normalization()
  public let pool1 = MaxPool2d(kernelSize: 3, stride: 2)

  public let conv2 = Conv2d(96, 256, kernelSize: 5, padding: 2, groups: 2)
  public let relu2 = ReLU()
  public let norm2 = OriginalAlexNet.normalization()
  public let pool2 = MaxPool2d(kernelSize: 3, stride: 2)

  public let conv3 = Conv2d(256, 384, kernelSize: 3, padding: 1)
  public let relu3 = ReLU()
  public let conv4 = Conv2d(384, 384, kernelSize: 3, padding: 1, groups: 2)
  public let relu4 = ReLU()
  public let conv5 = Conv2d(384, 256, kernelSize: 3, padding: 1, groups: 2)
  public let relu5 = ReLU()
  public let pool5 = MaxPool2d(kernelSize: 3, stride: 2)

  public let fc6 = Linear(256 * 6 * 6, 4096)
  public let relu6 = ReLU()
  public let drop6 = Dropout(0.5)
  public let fc7 = Linear(4096, 4096)
  public let relu7 = ReLU()
  public let drop7 = Dropout(0.5)
  public let fc8: Linear
  public let prob = Softmax()

  public init(classes: Int = 1000) { fc8 = Linear(4096, classes) }

  public func forward(_ x: Tensor) -> Tensor {
    var x = x
    x = pool1(norm1(relu1(conv1(x))))
    x = pool2(norm2(relu2(conv2(x))))
    x = relu3(conv3(x))
    x = relu4(conv4(x))
    x = pool5(relu5(conv5(x))).flattened(from: 1)
    x = drop6(relu6(fc6(x)))
    x = drop7(relu7(fc7(x)))
    return prob(fc8(x))
  }

  /// Section 3.3 with n = 5, k = 2, α = 10⁻⁴, β = 0.75; its α multiplies the sum of squares, that
  /// of the layer their mean over n channels.
  private static func normalization() -> LocalResponseNorm {
    LocalResponseNorm(5, alpha: 5e-4, beta: 0.75, k: 2)
  }
}
