import SwiftParser
import SwiftSyntax

/// Finds the declaration around a place in a unit's text.
enum MemberDeclaration {
  /// Where an access modifier belongs: behind attributes, before other modifiers. `nil` if no member
  /// is declared at `offset`. Offsets are bytes from the unit's beginning.
  static func start(of source: String, at offset: Int) -> Int? {
    let tree = Parser.parse(source: source)
    guard let token = tree.token(at: AbsolutePosition(utf8Offset: offset)) else { return nil }
    var node = token.parent
    while let current = node {
      if let member = current.as(MemberBlockItemSyntax.self) {
        return position(in: member.decl)
      }
      node = current.parent
    }
    return nil
  }

  private static func position(in declaration: DeclSyntax) -> Int? {
    let attributes = declaration.asProtocol((any WithAttributesSyntax).self)?.attributes
    let start = declaration.tokens(viewMode: .sourceAccurate).first { token in
      guard let attributes, !attributes.isEmpty else { return true }
      return token.position >= attributes.endPosition
    }
    return start?.positionAfterSkippingLeadingTrivia.utf8Offset
  }
}
