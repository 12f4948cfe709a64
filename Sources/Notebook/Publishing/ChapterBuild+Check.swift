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
      outcome.differences = try differences(from: page)
      guard updates, !outcome.differences.isEmpty else { return }
      try publication.publish(page.rendering.files)
      outcome.published = [paths.html, paths.markdown]
    }
  }

  private func differences(from page: Page) throws -> [PageDifference] {
    let reduced = page.volatile.isEmpty ? nil : page.volatile.reduced(page.result)
    let shape = try reduced.map {
      try page.renderer.render(page.document, $0, volatile: page.volatile).files
    }
    return PageComparison(
      of: .init(
        files: page.rendering.files, shape: shape,
        sections: MarkdownRenderer().sections(of: page.document, page.result)),
      paths: paths
    ).differences()
  }
}
