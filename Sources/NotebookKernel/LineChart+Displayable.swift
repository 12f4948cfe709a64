import DeepLearning
import NotebookDisplay

extension LineChart: Displayable {
  public var mimeBundle: MIMEBundle { SVG(svg, alternative: description).mimeBundle }
}
