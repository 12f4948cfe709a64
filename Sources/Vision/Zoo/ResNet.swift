import Networks
import Tensors

/// A residual network, `[batch, 3, 224, 224]` → `[batch, classes]`: four stages of residual blocks,
/// each but the first of which halves the image and doubles the channels.
///
/// Source: He et al., "Deep Residual Learning for Image Recognition" (2015), table 1; modules are
/// named as in torchvision.
public final class ResNet: Module {
  public let conv1 = Conv2d(3, 64, kernelSize: 7, stride: 2, padding: 3, bias: false)
  public let bn1 = BatchNorm2d(64)
  public let relu = ReLU()
  public let maxpool = MaxPool2d(kernelSize: 3, stride: 2, padding: 1)
  public let layer1, layer2, layer3, layer4: Sequential
  public let avgpool = AdaptiveAvgPool2d(1)
  public let fc: Linear

  /// - Parameters:
  ///   - block: The kind of residual block.
  ///   - blocks: The number of blocks in each of the four stages.
  public init<Block: ResidualBlock>(_ block: Block.Type, blocks: [Int], classes: Int = 1000) {
    require(blocks.count == 4, "ResNet has four stages")
    func stage(_ index: Int) -> Sequential {
      let width = 64 << index
      let inputs = index == 0 ? 64 : width / 2 * Block.expansion
      return Sequential {
        Block(inputs, width: width, stride: index == 0 ? 1 : 2)
        for _ in 1..<blocks[index] {
          Block(width * Block.expansion, width: width, stride: 1)
        }
      }
    }
    layer1 = stage(0)
    layer2 = stage(1)
    layer3 = stage(2)
    layer4 = stage(3)
    fc = Linear(512 * Block.expansion, classes)
  }

  public func forward(_ x: Tensor) -> Tensor {
    let stem = maxpool(relu(bn1(conv1(x))))
    let features = layer4(layer3(layer2(layer1(stem))))
    return fc(avgpool(features).flattened(from: 1))
  }
}

extension ResNet {
  public static func resnet18(classes: Int = 1000) -> ResNet {
    ResNet(BasicBlock.self, blocks: [2, 2, 2, 2], classes: classes)
  }

  public static func resnet34(classes: Int = 1000) -> ResNet {
    ResNet(BasicBlock.self, blocks: [3, 4, 6, 3], classes: classes)
  }

  public static func resnet50(classes: Int = 1000) -> ResNet {
    ResNet(Bottleneck.self, blocks: [3, 4, 6, 3], classes: classes)
  }

  public static func resnet101(classes: Int = 1000) -> ResNet {
    ResNet(Bottleneck.self, blocks: [3, 4, 23, 3], classes: classes)
  }

  public static func resnet152(classes: Int = 1000) -> ResNet {
    ResNet(Bottleneck.self, blocks: [3, 8, 36, 3], classes: classes)
  }
}
