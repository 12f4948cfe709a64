import Networks
import Tensors

/// A block of a ``ResNet``, which adds its input, the shortcut, to what its convolutions make of it.
public protocol ResidualBlock: Layer {
  /// The channels of the output as a multiple of the block's width.
  static var expansion: Int { get }

  /// - Parameters:
  ///   - inputs: The number of channels of the input.
  ///   - width: The number of channels inside.
  ///   - stride: By how much the block shrinks the image.
  init(_ inputs: Int, width: Int, stride: Int)
}

extension ResidualBlock {
  /// What gives the shortcut the shape of the block's output; nil if it has that shape already.
  static func downsample(_ inputs: Int, width: Int, stride: Int) -> Sequential? {
    let outputs = width * expansion
    guard stride != 1 || inputs != outputs else { return nil }
    return Sequential {
      Conv2d(inputs, outputs, kernelSize: 1, stride: stride, bias: false)
      BatchNorm2d(outputs)
    }
  }
}

/// Two 3×3 convolutions: the block of ResNet18 and ResNet34.
///
/// Source: He et al. (2015), figure 5, left.
public final class BasicBlock: ResidualBlock {
  public static let expansion = 1

  public let conv1: Conv2d
  public let bn1: BatchNorm2d
  public let conv2: Conv2d
  public let bn2: BatchNorm2d
  public let relu = ReLU()
  public let downsample: Sequential?

  public init(_ inputs: Int, width: Int, stride: Int) {
    conv1 = Conv2d(inputs, width, kernelSize: 3, stride: stride, padding: 1, bias: false)
    bn1 = BatchNorm2d(width)
    conv2 = Conv2d(width, width, kernelSize: 3, padding: 1, bias: false)
    bn2 = BatchNorm2d(width)
    downsample = Self.downsample(inputs, width: width, stride: stride)
  }

  public func forward(_ x: Tensor) -> Tensor {
    let residual = bn2(conv2(relu(bn1(conv1(x)))))
    return relu(residual + (downsample?(x) ?? x))
  }
}

/// A 1×1 convolution to fewer channels, a 3×3 one, and a 1×1 one to four times as many: the block of
/// ResNet50, ResNet101 and ResNet152. The 3×3 convolution has the stride, as in torchvision.
///
/// Source: He et al. (2015), figure 5, right.
public final class Bottleneck: ResidualBlock {
  public static let expansion = 4

  public let conv1: Conv2d
  public let bn1: BatchNorm2d
  public let conv2: Conv2d
  public let bn2: BatchNorm2d
  public let conv3: Conv2d
  public let bn3: BatchNorm2d
  public let relu = ReLU()
  public let downsample: Sequential?

  public init(_ inputs: Int, width: Int, stride: Int) {
    let outputs = width * Self.expansion
    conv1 = Conv2d(inputs, width, kernelSize: 1, bias: false)
    bn1 = BatchNorm2d(width)
    conv2 = Conv2d(width, width, kernelSize: 3, stride: stride, padding: 1, bias: false)
    bn2 = BatchNorm2d(width)
    conv3 = Conv2d(width, outputs, kernelSize: 1, bias: false)
    bn3 = BatchNorm2d(outputs)
    downsample = Self.downsample(inputs, width: width, stride: stride)
  }

  public func forward(_ x: Tensor) -> Tensor {
    let residual = bn3(conv3(relu(bn2(conv2(relu(bn1(conv1(x))))))))
    return relu(residual + (downsample?(x) ?? x))
  }
}
