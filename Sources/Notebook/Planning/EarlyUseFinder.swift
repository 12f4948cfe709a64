import SwiftSyntax

/// Finds uses of a unit's own variables above their declarations.
///
/// In a script a top-level name is visible in the whole file. A cell that reads an earlier cell's
/// `count` and then declares its own would silently read its own, before that has a value.
final class EarlyUseFinder: SyntaxVisitor {
  /// Where each variable's declaration ends, by name.
  private let ends: [String: Int]
  private var uses: [CellAnalysis.EarlyUse] = []

  static func find(in tree: SourceFileSyntax) -> [CellAnalysis.EarlyUse] {
    var ends: [String: Int] = [:]
    for item in tree.statements {
      guard let variable = item.item.as(VariableDeclSyntax.self) else { continue }
      for binding in variable.bindings {
        for name in PatternNames.names(in: binding.pattern) {
          // `let x = x + 1` reads an earlier x; a computed variable's body runs later.
          let end =
            binding.accessorBlock == nil ? binding.trimmedBytes : binding.pattern.trimmedBytes
          ends[name] = end.upperBound
        }
      }
    }
    guard !ends.isEmpty else { return [] }
    let finder = EarlyUseFinder(ends: ends)
    finder.walk(tree)
    return finder.uses
  }

  private init(ends: [String: Int]) {
    self.ends = ends
    super.init(viewMode: .sourceAccurate)
  }

  override func visit(_ node: DeclReferenceExprSyntax) -> SyntaxVisitorContinueKind {
    let name = node.baseName.text.withoutBackticks
    let range = node.trimmedBytes
    guard let end = ends[name], range.upperBound <= end, !isMember(node) else {
      return .visitChildren
    }
    let scopes = ScopeChain(of: node)
    if !scopes.declare(name) {
      uses.append(.init(name: name, offset: range.lowerBound, isTopLevel: scopes.isTopLevel))
    }
    return .visitChildren
  }

  private func isMember(_ node: DeclReferenceExprSyntax) -> Bool {
    node.parent?.as(MemberAccessExprSyntax.self)?.declName.id == node.id
  }
}

/// The scopes around a node, from the inside out, up to the file.
private struct ScopeChain {
  private(set) var isTopLevel = true
  private var scopes: [Syntax] = []

  init(of node: some SyntaxProtocol) {
    var ancestor = node.parent
    while let current = ancestor {
      switch current.as(SyntaxEnum.self) {
      case .functionDecl, .closureExpr, .initializerDecl, .accessorBlock, .structDecl, .classDecl,
        .enumDecl, .actorDecl, .extensionDecl, .subscriptDecl:
        isTopLevel = false
        scopes.append(current)
      case .codeBlock, .forStmt, .whileStmt, .ifExpr, .switchCase, .catchClause:
        scopes.append(current)
      default: break
      }
      ancestor = current.parent
    }
  }

  /// Whether any of the scopes declares a variable or a parameter of that name.
  func declare(_ name: String) -> Bool {
    scopes.contains { scope in
      scope.tokens(viewMode: .sourceAccurate).contains { token in
        token.text.withoutBackticks == name && Self.isDeclaration(token)
      }
    }
  }

  private static func isDeclaration(_ token: TokenSyntax) -> Bool {
    guard let parent = token.parent else { return false }
    return parent.is(IdentifierPatternSyntax.self) || parent.is(FunctionParameterSyntax.self)
      || parent.is(ClosureParameterSyntax.self) || parent.is(ClosureShorthandParameterSyntax.self)
      || parent.is(ClosureCaptureSyntax.self)
  }
}
