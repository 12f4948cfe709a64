import CMark

/// A tree of Markdown blocks that libcmark made. This file is the one place that calls it.
///
/// libcmark is asked for blocks alone: what is between them and inside of them (its inlines) is
/// read by `InlineParser`, because libcmark cannot be extended with mathematics, footnotes or
/// strikethrough from outside, and reports no reliable positions below the level of blocks.
final class CMarkTree {
  let root: CMarkNode

  init(_ markdown: [UInt8]) {
    let pointer = markdown.withUnsafeBufferPointer { buffer in
      buffer.withMemoryRebound(to: CChar.self) {
        cmark_parse_document($0.baseAddress, $0.count, CMARK_OPT_DEFAULT)
      }
    }
    guard let pointer else { preconditionFailure("libcmark is out of memory") }
    root = CMarkNode(pointer: pointer)
  }

  deinit { cmark_node_free(root.pointer) }
}

/// A block of a tree, valid as long as the tree.
struct CMarkNode {
  enum Kind {
    case paragraph, blockQuote, list, item, codeBlock, htmlBlock, thematicBreak
    case heading(level: Int)
    case other
  }

  fileprivate let pointer: OpaquePointer

  var kind: Kind {
    switch cmark_node_get_type(pointer) {
    case CMARK_NODE_PARAGRAPH: .paragraph
    case CMARK_NODE_BLOCK_QUOTE: .blockQuote
    case CMARK_NODE_LIST: .list
    case CMARK_NODE_ITEM: .item
    case CMARK_NODE_CODE_BLOCK: .codeBlock
    case CMARK_NODE_HTML_BLOCK: .htmlBlock
    case CMARK_NODE_THEMATIC_BREAK: .thematicBreak
    case CMARK_NODE_HEADING: .heading(level: Int(cmark_node_get_heading_level(pointer)))
    default: .other
    }
  }

  var isContainer: Bool {
    switch kind {
    case .blockQuote, .list, .item: true
    default: false
    }
  }

  var parent: CMarkNode? { cmark_node_parent(pointer).map(CMarkNode.init) }
  var firstChild: CMarkNode? { cmark_node_first_child(pointer).map(CMarkNode.init) }
  var next: CMarkNode? { cmark_node_next(pointer).map(CMarkNode.init) }

  var children: [CMarkNode] { firstChild.map { Array(sequence(first: $0, next: \.next)) } ?? [] }

  /// The blocks without children among this one's descendants, in order. Does not recurse, since
  /// a hostile document nests as deeply as it is long.
  var leaves: [CMarkNode] {
    var leaves: [CMarkNode] = []
    var stack: [CMarkNode] = children.reversed()
    while let node = stack.popLast() {
      if node.isContainer { stack += node.children.reversed() } else { leaves.append(node) }
    }
    return leaves
  }

  var literal: String { cmark_node_get_literal(pointer).map { String(cString: $0) } ?? "" }
  var fenceInfo: String { cmark_node_get_fence_info(pointer).map { String(cString: $0) } ?? "" }

  /// The first number of an ordered list.
  var listStart: Int? {
    cmark_node_get_list_type(pointer) == CMARK_ORDERED_LIST
      ? Int(cmark_node_get_list_start(pointer)) : nil
  }
  var isTight: Bool { cmark_node_get_list_tight(pointer) != 0 }

  var startLine: Int { Int(cmark_node_get_start_line(pointer)) }
  var startColumn: Int { Int(cmark_node_get_start_column(pointer)) }
  var endLine: Int { Int(cmark_node_get_end_line(pointer)) }
}

enum CMark {
  /// The character that an entity such as `&auml;` stands for, from libcmark's table.
  static func character(ofEntity entity: ArraySlice<UInt8>) -> String? {
    let tree = CMarkTree(Array(entity))
    guard let paragraph = tree.root.firstChild else { return nil }
    let text = paragraph.children.map(\.literal).joined()
    return text == entity.text ? nil : text
  }
}
