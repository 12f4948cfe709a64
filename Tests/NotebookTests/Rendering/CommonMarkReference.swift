import CMark
import Foundation
import Notebook

/// CommonMark's reference implementation, as the measure of how prose is rendered.
enum CommonMarkReference {
  static func html(_ markdown: String) -> String {
    withTree(markdown) { tree in
      let html = cmark_render_html(tree, CMARK_OPT_UNSAFE)!
      defer { free(html) }
      return String(cString: html)
    }
  }

  /// Its tree as a document: without all that CommonMark does not know.
  static func document(_ markdown: String) -> Document {
    withTree(markdown) { Document(path: "x.md", source: markdown, blocks: blocks(in: $0)) }
  }

  private static func withTree<T>(_ markdown: String, _ body: (OpaquePointer) -> T) -> T {
    let tree = cmark_parse_document(markdown, markdown.utf8.count, CMARK_OPT_DEFAULT)!
    defer { cmark_node_free(tree) }
    return body(tree)
  }

  private static func children(_ node: OpaquePointer) -> [OpaquePointer] {
    Array(
      sequence(first: cmark_node_first_child(node)) { cmark_node_next($0) }.prefix { $0 != nil }
    )
    .compactMap { $0 }
  }

  private static func blocks(in node: OpaquePointer) -> [Block] { children(node).map(block) }

  private static func inlines(in node: OpaquePointer) -> [Inline] { children(node).map(inline) }

  private static func literal(_ node: OpaquePointer) -> String {
    cmark_node_get_literal(node).map { String(cString: $0) } ?? ""
  }

  private static func block(_ node: OpaquePointer) -> Block {
    let kind: Block.Kind =
      switch cmark_node_get_type(node) {
      case CMARK_NODE_BLOCK_QUOTE: .blockQuote(blocks(in: node))
      case CMARK_NODE_LIST: .list(list(node))
      case CMARK_NODE_CODE_BLOCK:
        .codeBlock(
          language: String(cString: cmark_node_get_fence_info(node))
            .split(separator: " ", maxSplits: 1).first.map(String.init),
          text: literal(node))
      case CMARK_NODE_HTML_BLOCK: .html(literal(node))
      case CMARK_NODE_HEADING:
        .heading(
          Heading(
            level: Int(cmark_node_get_heading_level(node)), content: inlines(in: node), id: "id"))
      case CMARK_NODE_THEMATIC_BREAK: .thematicBreak
      default: .paragraph(inlines(in: node))
      }
    return Block(kind, range: range)
  }

  private static func list(_ node: OpaquePointer) -> List {
    List(
      items: children(node).map { List.Item(blocks: blocks(in: $0), range: range) },
      start: cmark_node_get_list_type(node) == CMARK_ORDERED_LIST
        ? Int(cmark_node_get_list_start(node)) : nil,
      isTight: cmark_node_get_list_tight(node) != 0)
  }

  private static func inline(_ node: OpaquePointer) -> Inline {
    switch cmark_node_get_type(node) {
    case CMARK_NODE_SOFTBREAK: .softBreak
    case CMARK_NODE_LINEBREAK: .lineBreak
    case CMARK_NODE_CODE: .code(literal(node))
    case CMARK_NODE_HTML_INLINE: .html(literal(node))
    case CMARK_NODE_EMPH: .emphasis(inlines(in: node))
    case CMARK_NODE_STRONG: .strong(inlines(in: node))
    case CMARK_NODE_LINK:
      .link(destination: url(node), title: title(node), content: inlines(in: node))
    case CMARK_NODE_IMAGE:
      .image(
        Picture(source: url(node), title: title(node), alternative: inlines(in: node)))
    default: .text(literal(node))
    }
  }

  private static func url(_ node: OpaquePointer) -> String {
    String(cString: cmark_node_get_url(node))
  }

  private static func title(_ node: OpaquePointer) -> String {
    String(cString: cmark_node_get_title(node))
  }

  private static let range = SourcePosition(line: 1)..<SourcePosition(line: 1)
}
