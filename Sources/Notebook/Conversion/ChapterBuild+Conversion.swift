import Foundation

extension ChapterBuild {
  /// The chapter as a Jupyter notebook with its outputs, `nil` if it has errors. Publishes nothing.
  public func makeJupyterNotebook() async -> (outcome: Outcome, notebook: JupyterNotebook?) {
    var notebook: JupyterNotebook?
    let outcome = await outcome { outcome in
      outcome.source = try Document.load(path: paths.chapter)
      WorkFolder.removeAbandoned(below: paths.workFolder)
      guard let page = try await makePage(into: &outcome) else { return }
      notebook = JupyterNotebook(page.document, outputs: page.result.outputs)
    }
    return (outcome, notebook)
  }
}

extension JupyterNotebook {
  /// Reads a notebook from a file.
  ///
  /// - Throws: An error that names the file, if it can't be read or is no notebook.
  public static func load(path: String) throws(Diagnostic) -> JupyterNotebook {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Diagnostic(.error, "the file cannot be read, or is not there", file: path)
    }
    do throws(Unreadable) {
      return try JupyterNotebook(json: data)
    } catch {
      throw Diagnostic(.error, "this is no Jupyter notebook: \(error.reason)", file: path)
    }
  }
}
