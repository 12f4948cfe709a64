extension Paper {
  /// What the style sheet, which is for the default, does not say of this paper.
  var css: String? {
    guard self != Paper() else { return nil }
    let (width, height) = size.dimensions
    let margins = margins
    func millimeters(_ lengths: Double...) -> String {
      lengths.map { "\(($0 * 10).rounded() / 10)mm" }.joined(separator: " ")
    }
    return """
      @page {
        size: \(millimeters(width, height));
        margin: \(millimeters(margins.top, margins.outer, margins.bottom, margins.inner));
      }
      @page :left {
        margin: \(millimeters(margins.top, margins.inner, margins.bottom, margins.outer));
      }
      :root {
        --paper-width: \(millimeters(textWidth));
        --paper-text: \(fontSize)pt;
        --paper-stretch: \(lineStretch);
      }

      """
  }
}
