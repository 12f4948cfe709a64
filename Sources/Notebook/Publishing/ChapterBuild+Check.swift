extension ChapterBuild {
  /// Compares the published page with the one that the chapter gives. Results that can't be the same
  /// twice may differ.
  ///
  /// - Parameter updates: whether a page that differs is published anew; else nothing is touched.
  public func check(updates: Bool) async -> Outcome {
    await outcome { outcome in
      outcome.source = try Document.load(path: paths.chapter)
      if updates {
        try checkOutputFolder()
        publication.finishInterrupted()
      }
      guard let page = try await makePage(into: &outcome) else { return }
      outcome.differences = try differences(from: page) + recordingDifferences(from: page)
      guard updates || outcome.differences.isEmpty else { return }
      if !outcome.differences.isEmpty {
        try publication.publish(page.rendering.files)
        outcome.published = [paths.html, paths.markdown]
      }
      if let made = page.recordings { try keep(made) }
    }
  }

  /// A recorded result is as good here as one that was made here, so the page need not say so.
  private func differences(from page: Page) throws -> [PageDifference] {
    let differences = try comparison(of: page)
    guard !differences.isEmpty, !page.result.recordedCells.isEmpty else { return differences }
    var page = page
    page.result.recordedCells = [:]
    page.rendering = try page.renderer.render(
      page.document, page.result, volatile: page.volatile)
    return try comparison(of: page)
  }

  private func comparison(of page: Page) throws -> [PageDifference] {
    let reduced = page.volatile.isEmpty ? nil : page.volatile.reduced(page.result)
    let shape = try reduced.map {
      try page.renderer.render(page.document, $0, volatile: page.volatile).files
    }
    return PageComparison(
      of: .init(
        files: page.rendering.files, shape: shape,
        sections: page.renderer.markdown.sections(of: page.document, page.result)),
      paths: paths
    ).differences()
  }

  private func recordingDifferences(from page: Page) -> [PageDifference] {
    guard let made = page.recordings else { return [] }
    return recordings.differences(from: made).map { path, message in
      PageDifference(file: path, message: message)
    }
  }
}
