import Charts
import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Checks what every drawing has to be: the same each time, well-formed, with numbers alone in it.
func expectDrawing(_ chart: some Chart, sourceLocation: SourceLocation = #_sourceLocation) {
  expectDrawing(chart.svg, again: chart.svg, sourceLocation: sourceLocation)
  #expect(!chart.description.isEmpty, sourceLocation: sourceLocation)
  if let data = chart.data {
    #expect(
      data.rows.allSatisfy { $0.count == data.columns.count }, sourceLocation: sourceLocation)
  }
}

func expectDrawing(
  _ svg: String, again: String, sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(svg == again, sourceLocation: sourceLocation)
  let attributes = svg.matches(of: /\x20(?:d|x|y|cx|cy|width|height|points|viewBox)="([^"]*)"/)
  #expect(
    attributes.allSatisfy { !$0.1.contains("nan") && !$0.1.contains("inf") },
    sourceLocation: sourceLocation)
  let parser = XMLParser(data: Data(svg.utf8))
  #expect(
    parser.parse(), "\(String(describing: parser.parserError)): \(svg)",
    sourceLocation: sourceLocation)
  #expect(svg.contains("role=\"img\""), sourceLocation: sourceLocation)
}
