/// Marks lines of code that is HTML, whose spans do not nest.
///
/// - Parameter ranges: Counted from 1.
func markingLines(_ ranges: [ClosedRange<Int>], in html: String) -> String {
  var open: Substring?
  return html.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    .map { index, line in
      // A span that goes over several lines is closed and opened again around each mark.
      let isMarked = ranges.contains { $0.contains(index + 1) }
      let before = open
      let lastOpening = line.ranges(of: "<span class=").last?.lowerBound
      let lastClosing = line.ranges(of: "</span>").last?.lowerBound
      if let lastOpening, lastClosing.map({ $0 < lastOpening }) ?? true {
        let end = line[lastOpening...].firstIndex(of: ">")!
        open = line[lastOpening...end]
      } else if lastClosing != nil {
        open = nil
      }
      guard isMarked else { return String(line) }
      return (before == nil ? "" : "</span>") + "<mark class=\"line\">" + (before ?? "") + line
        + (open == nil ? "" : "</span>") + "</mark>" + (open ?? "")
    }
    .joined(separator: "\n")
}
