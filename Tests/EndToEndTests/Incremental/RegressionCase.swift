import Testing

/// A chapter, and changes after each of which an incremental build has to give what a build from
/// nothing gives.
struct RegressionCase: CustomTestStringConvertible, Sendable {
  /// Part of a chapter.
  enum Block: ExpressibleByStringLiteral, Sendable {
    case cell(String)
    case prose(String)

    init(stringLiteral code: String) { self = .cell(code) }
  }

  enum Change: Sendable {
    /// In the chapter, wherever it occurs.
    case replace(String, with: String)
    case insert(Block, at: Int)
    case delete(Int)
    case move(Int, to: Int)
    case write(String, to: String)
    case remove(String)
    case arguments([String])
    case environment([String: String])
  }

  let name: String
  private let blocks: [Block]
  private let files: [String: String]
  let changes: [Change]
  /// Whether each change has to show on the page: else a case could pass without testing anything.
  let showsChanges: Bool

  init(
    _ name: String, _ blocks: [Block], files: [String: String] = [:], changes: Change...,
    showsChanges: Bool = true
  ) {
    self.name = name
    self.blocks = blocks
    self.files = files
    self.changes = changes
    self.showsChanges = showsChanges
  }

  var testDescription: String { name }

  /// The input of the first build, and of the one after each change.
  var inputs: [BuildInput] {
    var blocks = blocks
    var input = BuildInput(files: files)
    func finished() -> BuildInput {
      var finished = input
      finished.files["x.md"] = blocks.map(\.markdown).joined(separator: "\n")
      return finished
    }
    return [finished()]
      + changes.map { change in
        switch change {
        case .replace(let old, let new): blocks = blocks.map { $0.replacing(old, with: new) }
        case .insert(let block, let index): blocks.insert(block, at: index)
        case .delete(let index): blocks.remove(at: index)
        case .move(let index, let destination):
          blocks.insert(blocks.remove(at: index), at: destination)
        case .write(let text, let path): input.files[path] = text
        case .remove(let path): input.files[path] = nil
        case .arguments(let arguments): input.arguments = arguments
        case .environment(let environment): input.environment = environment
        }
        return finished()
      }
  }
}

extension RegressionCase.Block {
  var markdown: String {
    switch self {
    case .cell(let code): "```swift\n\(code)\n```\n"
    case .prose(let text): "\(text)\n"
    }
  }

  func replacing(_ old: String, with new: String) -> Self {
    switch self {
    case .cell(let code): .cell(code.replacing(old, with: new))
    case .prose(let text): .prose(text.replacing(old, with: new))
    }
  }
}
