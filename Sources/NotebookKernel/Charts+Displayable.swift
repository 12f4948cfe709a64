import DeepLearning
import NotebookDisplay

extension LineChart: Displayable {
  public var mimeBundle: MIMEBundle { SVG(svg, alternative: description).mimeBundle }
}

extension ImageGrid: Displayable {
  public var mimeBundle: MIMEBundle { SVG(svg, alternative: description).mimeBundle }
}
