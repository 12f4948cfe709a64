import DeepLearning
import NotebookDisplay

extension Image: Displayable {
  public var mimeBundle: MIMEBundle {
    MIMEBundle(plain: "picture of \(width)×\(height) pixels", role: .figure).adding(png, as: .png)
  }
}
