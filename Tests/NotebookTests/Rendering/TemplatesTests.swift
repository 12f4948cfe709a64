import Foundation
import Notebook
import Testing

@Suite struct TemplatesTests {
  private let builtIn = packageFolder + "/templates"

  @Test func takesAnAuthorsFilesFirst() throws {
    try withFolder(["error.mustache": "<i>{{message}}</i>", "style.css": "p {}"]) { folder in
      let templates = try Templates(builtIn: builtIn, overrides: folder)
      let page = HTMLRenderer(templates: templates)
        .page(SampleChapter.document, SampleChapter.result).text
      #expect(page.contains("<i>形状不合"))
      #expect(page.contains("<style>\np {}"))
      #expect(page.contains("<div class=\"cell\""))
    }
  }

  @Test func namesABrokenFile() throws {
    try withFolder(["cell.mustache": "{{#open}}"]) { folder in
      let failure = #expect(throws: Templates.Failure.self) {
        try Templates(builtIn: builtIn, overrides: folder)
      }
      #expect(failure?.description.contains("cell.mustache") == true)
    }
  }

  @Test func needsTheBuiltInFiles() {
    #expect(throws: Templates.Failure.self) { try Templates(builtIn: "/nonexistent") }
  }
}
