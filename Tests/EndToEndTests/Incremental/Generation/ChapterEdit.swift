/// What an author does between two builds.
enum ChapterEdit: String, CaseIterable {
  case nothing
  // Code
  case changeNumber, changeBody, addPiece, removePiece, renameLocal
  case insertCell, deleteCell, moveCell, duplicateCell, redefine
  case addConformance, removeConformance
  // What runs nothing
  case layout, remark, prose, caption, echo, label
  // The outside world
  case changeFile, deleteFile, createFile, parameter, argument, environment, engine
  case revert
}

extension ChapterGenerator {
  /// Changes a chapter in one way or another, and says which.
  mutating func edit(_ chapter: inout GeneratedChapter, history: [GeneratedChapter]) -> ChapterEdit
  {
    while true {
      guard let edit = random.element(of: ChapterEdit.allCases) else { return .nothing }
      var edited = chapter
      if edit == .revert, let earlier = random.element(of: history) {
        edited = earlier
      } else if !edit.isOfOutsideWorld {
        guard let cell = random.element(of: chapter.cells.indices) else {
          insertCell(at: 0, into: &chapter)
          return .insertCell
        }
        apply(edit, to: cell, of: &edited)
      } else {
        apply(edit, to: &edited)
      }
      edited.repair()
      guard edited != chapter || edit == .nothing else { continue }
      chapter = edited
      return edit
    }
  }

  private mutating func apply(
    _ edit: ChapterEdit, to index: Int, of chapter: inout GeneratedChapter
  ) {
    switch edit {
    case .changeNumber: changeNumber(in: &chapter.cells[index])
    case .changeBody: changeBody(in: index, of: &chapter)
    case .addPiece: addPiece(to: index, of: &chapter)
    case .removePiece:
      let pieces = chapter.cells[index].pieces.indices
      random.element(of: pieces).map { _ = chapter.cells[index].pieces.remove(at: $0) }
    case .renameLocal:
      let locals = chapter.cells[index].pieces.indices.filter {
        chapter.cells[index].pieces[$0].template.gaps.contains(.local)
      }
      random.element(of: locals).map {
        chapter.cells[index].pieces[$0].local = random.number(0...2)
      }
    case .addConformance: addConformance(at: index, of: &chapter)
    case .removeConformance:
      chapter.cells[index].pieces.removeAll { $0.declaredSymbols.contains(where: \.kind.isMember) }
    default: applyToCells(edit, index, of: &chapter)
    }
  }

  private mutating func applyToCells(
    _ edit: ChapterEdit, _ index: Int, of chapter: inout GeneratedChapter
  ) {
    switch edit {
    case .insertCell where chapter.cells.count < Self.maximumCells:
      insertCell(at: index, into: &chapter)
    case .redefine where chapter.cells.count < Self.maximumCells: redefine(at: index, of: &chapter)
    case .deleteCell: chapter.cells.remove(at: index)
    case .moveCell:
      let cell = chapter.cells.remove(at: index)
      chapter.cells.insert(cell, at: random.number(0...chapter.cells.count))
    case .duplicateCell where chapter.cells.count < Self.maximumCells:
      var copy = chapter.cells[index]
      copy.label = nil
      chapter.cells.insert(copy, at: random.number(0...chapter.cells.count))
    case .layout:
      chapter.cells[index].layout = random.element(of: GeneratedChapter.Layout.allCases) ?? .plain
    case .remark: chapter.cells[index].remark = random.happens(70) ? random.number(1...9) : nil
    case .prose:
      let scope = chapter.scope(beforeCell: index)
      chapter.cells[index].prose = piece(from: Template.prose, in: scope) ?? .plainProse
    case .caption:
      let scope = chapter.scope(beforeCell: index)
      chapter.cells[index].caption = piece(from: Template.captions, in: scope)
    case .echo: chapter.cells[index].isCodeShown.toggle()
    case .label: chapter.cells[index].label = random.happens(70) ? freeLabel(in: chapter) : nil
    default: break
    }
  }

  // MARK: Code

  private mutating func changeNumber(in cell: inout GeneratedChapter.Cell) {
    let changeable = cell.pieces.indices.filter { !cell.pieces[$0].numbers.isEmpty }
    guard let piece = random.element(of: changeable),
      let number = random.element(of: cell.pieces[piece].numbers.indices)
    else { return }
    cell.pieces[piece].numbers[number] = random.number(1...9)
  }

  /// Declares the same by other means.
  private mutating func changeBody(in cell: Int, of chapter: inout GeneratedChapter) {
    guard let index = random.element(of: chapter.cells[cell].pieces.indices) else { return }
    let old = chapter.cells[cell].pieces[index]
    let kinds = old.template.declaredKinds
    let alternatives = Template.code.filter { !kinds.isEmpty && $0.declaredKinds == kinds }
    guard let template = random.element(of: alternatives),
      let piece = Piece(
        template, in: chapter.scope(beforeCell: cell, piece: index),
        names: old.declaredSymbols.map(\.name), using: &random)
    else { return }
    chapter.cells[cell].pieces[index] = piece
  }

  private mutating func addPiece(to cell: Int, of chapter: inout GeneratedChapter) {
    let index = random.number(0...chapter.cells[cell].pieces.count)
    let scope = chapter.scope(beforeCell: cell, piece: index)
    guard let piece = piece(from: Template.code, in: scope) else { return }
    chapter.cells[cell].pieces.insert(piece, at: index)
  }

  private mutating func addConformance(at index: Int, of chapter: inout GeneratedChapter) {
    let members = Template.code.filter { $0.declaredKinds.contains(where: \.isMember) }
    insert(from: members, at: index, of: &chapter)
  }

  private mutating func redefine(at index: Int, of chapter: inout GeneratedChapter) {
    let scope = chapter.scope(beforeCell: index)
    let declaring = Template.code.filter { template in
      template.declaredKinds.contains { !scope.symbols(of: $0).isEmpty }
    }
    insert(from: declaring, at: index, of: &chapter)
  }

  private mutating func insert(
    from templates: [Template], at index: Int, of chapter: inout GeneratedChapter
  ) {
    guard chapter.cells.count < Self.maximumCells, !templates.isEmpty,
      let piece = piece(from: templates, in: chapter.scope(beforeCell: index))
    else { return }
    chapter.cells.insert(GeneratedChapter.Cell(prose: .plainProse, pieces: [piece]), at: index)
  }

  // MARK: The outside world

  private mutating func apply(_ edit: ChapterEdit, to chapter: inout GeneratedChapter) {
    let paths = Kind.named["file"]!.names
    let value = random.number(1...9)
    switch edit {
    case .changeFile:
      random.element(of: chapter.files.keys.sorted()).map { chapter.files[$0] = "\(value)" }
    case .deleteFile:
      random.element(of: chapter.files.keys.sorted()).map { chapter.files[$0] = nil }
    case .createFile: random.element(of: paths).map { chapter.files[$0] = "\(value)" }
    case .parameter:
      random.element(of: chapter.parameters.keys.sorted()).map { chapter.parameters[$0] = value }
    case .argument:
      random.element(of: chapter.parameters.keys.sorted()).map {
        chapter.arguments[$0] = random.happens(60) ? value : nil
      }
    case .engine: chapter.engine = chapter.engine == .built ? .changed : .built
    case .environment: chapter.variable = random.happens(70) ? "/nowhere/\(value)" : nil
    default: break
    }
  }
}

extension ChapterEdit {
  fileprivate var isOfOutsideWorld: Bool {
    switch self {
    case .changeFile, .deleteFile, .createFile, .parameter, .argument, .environment, .engine: true
    default: false
    }
  }
}
