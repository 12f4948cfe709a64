// What the compiler says, in terms of the chapter.

extension CellCompiler {
  func diagnostic(_ message: String, for planned: PlannedUnit) -> Diagnostic {
    Diagnostic(.error, message, file: file, range: planned.unit.markdownRange)
  }

  /// What the compiler would accept, and would then run otherwise than it reads.
  func refusal(of planned: PlannedUnit, _ source: CellSource, at index: Int) -> Diagnostic? {
    if let offset = planned.analysis.asyncLets.first {
      return Diagnostic(
        .error, "'async let' needs a function around it; at a cell's top level, use 'Task'",
        file: file, range: range(offset, 5, in: planned, source))
    }
    for use in planned.analysis.earlyUses {
      let declarer = plan.declarer(of: use.name, before: index)
      // A function may well use a variable that is declared below it, before it is called.
      if !use.isTopLevel && declarer == nil { continue }
      if use.isTopLevel && declarer != nil { continue }
      let meaning =
        declarer == nil
        ? "is used before its declaration"
        : "is used here before this cell declares it anew: rename one of the two"
      return Diagnostic(
        .error, "'\(use.name)' \(meaning)", file: file,
        range: range(use.offset, use.name.utf8.count, in: planned, source))
    }
    return nil
  }

  private func range(_ offset: Int, _ length: Int, in planned: PlannedUnit, _ source: CellSource)
    -> SourceRange?
  {
    let before = planned.source.utf8.prefix(offset)
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    let column =
      offset
      - (before.lastIndex(of: UInt8(ascii: "\n")).map {
        before.distance(from: before.startIndex, to: $0) + 1
      } ?? 0) + 1
    // Positions of the author's text: the rewritten one is not looked at here.
    return source.markdownPosition(originalLine: line, column: column).map {
      $0..<SourcePosition(line: $0.line, column: $0.column + length)
    }
  }

  func diagnostics(
    _ messages: [CompilerMessage], source: CellSource, planned: PlannedUnit
  ) -> [Diagnostic] {
    var diagnostics: [Diagnostic] = []
    var isDropped = false
    for message in messages {
      let place = source.place(of: message)
      if message.severity != .note {
        // The author did not write what was inserted, and does not see that cells are modules.
        let isInserted =
          place.map { source.isInserted(line: $0.line, column: $0.column) } ?? false
        isDropped = isAboutModules(message) || (isInserted && message.severity == .warning)
      }
      if isDropped || isForEditors(message) { continue }
      let start = place.flatMap { source.markdownPosition(line: $0.line, column: $0.column) }
      let range = start.map {
        $0..<SourcePosition(line: $0.line, column: $0.column + message.length)
      }
      let text = plan.withoutModuleNames(message.text)
        .replacing("outside of file declaring", with: "in another cell than")
      let diagnostic = Diagnostic(
        message.severity, text, file: file,
        range: range ?? (message.severity == .note ? nil : planned.unit.markdownRange))
      if message.severity == .note, !diagnostics.isEmpty {
        if start != nil { diagnostics[diagnostics.count - 1].notes.append(diagnostic) }
      } else {
        diagnostics.append(diagnostic)
      }
    }
    return diagnostics
  }

  /// Warnings that come from a chapter's being several modules, which its author does not see.
  private func isAboutModules(_ message: CompilerMessage) -> Bool {
    message.text.contains("declares a conformance of imported type")
  }

  /// Notes that only offer an editor something to insert.
  private func isForEditors(_ message: CompilerMessage) -> Bool {
    message.severity == .note && message.text.hasPrefix("add stubs")
  }

  /// The offset at which `public` is wanted, if that is what the message is about.
  func demandedPublicMember(
    _ message: CompilerMessage, _ source: CellSource, _ planned: PlannedUnit
  ) -> Int? {
    guard message.text.contains("must be declared public because it matches a requirement"),
      message.file == planned.unit.moduleName
    else { return nil }
    let offset = source.originalOffset(line: message.line, column: message.column)
    return MemberDeclaration.start(of: planned.source, at: offset)
  }
}
