import SwiftSyntax

/// Walks a unit once and gathers what does not depend on scopes.
final class CellVisitor: SyntaxVisitor {
  private(set) var names: Set<String> = []
  private(set) var memberNames: Set<String> = []
  private(set) var imports: [String] = []
  private(set) var addedMembers: Set<String> = []
  private(set) var actsWithoutBeingNamed = false
  private(set) var namesUsedUnnamed: Set<String> = []
  private(set) var hasStaticState = false
  private(set) var hasLoops = false
  private(set) var topLevelAwaits: [CellAnalysis.TopLevelAwait] = []
  private(set) var asyncLets: [Int] = []

  /// How many functions, closures and types are open: code in them does not run where it stands.
  private var depth = 0

  override func visit(_ token: TokenSyntax) -> SyntaxVisitorContinueKind {
    if case .identifier(let name) = token.tokenKind, token.isMemberName {
      memberNames.insert(name.withoutBackticks)
    } else if let name = token.usedName {
      names.insert(name)
    }
    return .visitChildren
  }

  override func visit(_ node: ImportDeclSyntax) -> SyntaxVisitorContinueKind {
    imports.append(node.trimmedDescription)
    return .skipChildren
  }

  // MARK: Loops

  override func visit(_ node: WhileStmtSyntax) -> SyntaxVisitorContinueKind {
    hasLoops = true
    return .visitChildren
  }

  override func visit(_ node: RepeatStmtSyntax) -> SyntaxVisitorContinueKind {
    hasLoops = true
    return .visitChildren
  }

  override func visit(_ node: ForStmtSyntax) -> SyntaxVisitorContinueKind {
    hasLoops = true
    guard depth == 0, node.awaitKeyword != nil else { return .visitChildren }
    let mayThrow = node.tokens(viewMode: .sourceAccurate).contains {
      $0.tokenKind == .keyword(.try) || $0.tokenKind == .keyword(.throw)
    }
    topLevelAwaits.append(.init(range: node.trimmedBytes, mayThrow: mayThrow))
    // All of the loop is carried out in the task, what it awaits inside too.
    depth += 1
    return .visitChildren
  }

  override func visitPost(_ node: ForStmtSyntax) {
    if node.awaitKeyword != nil && depth == 1 { depth -= 1 }
  }

  // MARK: Awaits

  override func visit(_ node: AwaitExprSyntax) -> SyntaxVisitorContinueKind {
    guard depth == 0 else { return .visitChildren }
    // The parser gives `await a() + b()` as a sequence whose first element awaits; in the language,
    // `await` covers what stands to the right of it in the sequence.
    var outermost = Syntax(node)
    while let parent = outermost.parent, parent.is(TryExprSyntax.self) { outermost = parent }
    let sequence = outermost.parent?.parent?.as(SequenceExprSyntax.self)
    let end = (sequence.map(Syntax.init) ?? Syntax(node)).trimmedBytes.upperBound
    topLevelAwaits.append(
      .init(range: node.trimmedBytes.lowerBound..<end, mayThrow: isInsideTry(node)))
    depth += 1
    return .visitChildren
  }

  override func visitPost(_ node: AwaitExprSyntax) {
    if depth == 1, let last = topLevelAwaits.last,
      last.range.lowerBound == node.trimmedBytes.lowerBound
    {
      depth -= 1
    }
  }

  private func isInsideTry(_ node: AwaitExprSyntax) -> Bool {
    var ancestor = node.parent
    while let current = ancestor, !current.is(CodeBlockItemSyntax.self) {
      if current.is(TryExprSyntax.self) { return true }
      ancestor = current.parent
    }
    return false
  }

  override func visit(_ node: VariableDeclSyntax) -> SyntaxVisitorContinueKind {
    let isAsync = node.modifiers.contains { $0.name.tokenKind == .keyword(.async) }
    if isAsync && depth == 0 { asyncLets.append(node.trimmedBytes.lowerBound) }
    if node.isStaticState { hasStaticState = true }
    return .visitChildren
  }

  // MARK: Code that acts without being named

  override func visit(_ node: ExtensionDeclSyntax) -> SyntaxVisitorContinueKind {
    actsWithoutBeingNamed = true
    namesUsedUnnamed.formUnion(NameCollector.names(in: node))
    for member in node.memberBlock.members {
      if let function = member.decl.as(FunctionDeclSyntax.self) {
        addedMembers.insert(function.name.text)
      } else if let variable = member.decl.as(VariableDeclSyntax.self) {
        for binding in variable.bindings {
          addedMembers.formUnion(PatternNames.names(in: binding.pattern))
        }
      }
    }
    return enter()
  }

  override func visitPost(_ node: ExtensionDeclSyntax) { depth -= 1 }

  override func visit(_ node: OperatorDeclSyntax) -> SyntaxVisitorContinueKind {
    actsWithoutBeingNamed = true
    addedMembers.insert(node.name.text)
    return .visitChildren
  }

  override func visit(_ node: PrecedenceGroupDeclSyntax) -> SyntaxVisitorContinueKind {
    actsWithoutBeingNamed = true
    return .visitChildren
  }

  // MARK: Scopes

  private func enter() -> SyntaxVisitorContinueKind {
    depth += 1
    return .visitChildren
  }

  override func visit(_ node: FunctionDeclSyntax) -> SyntaxVisitorContinueKind {
    // An operator's function serves expressions that only spell the operator.
    if case .identifier = node.name.tokenKind {
    } else {
      actsWithoutBeingNamed = true
      namesUsedUnnamed.formUnion(NameCollector.names(in: node))
    }
    return enter()
  }
  override func visitPost(_ node: FunctionDeclSyntax) { depth -= 1 }
  override func visit(_ node: ClosureExprSyntax) -> SyntaxVisitorContinueKind { enter() }
  override func visitPost(_ node: ClosureExprSyntax) { depth -= 1 }
  override func visit(_ node: StructDeclSyntax) -> SyntaxVisitorContinueKind { enter() }
  override func visitPost(_ node: StructDeclSyntax) { depth -= 1 }
  override func visit(_ node: ClassDeclSyntax) -> SyntaxVisitorContinueKind { enter() }
  override func visitPost(_ node: ClassDeclSyntax) { depth -= 1 }
  override func visit(_ node: ActorDeclSyntax) -> SyntaxVisitorContinueKind { enter() }
  override func visitPost(_ node: ActorDeclSyntax) { depth -= 1 }
  override func visit(_ node: EnumDeclSyntax) -> SyntaxVisitorContinueKind { enter() }
  override func visitPost(_ node: EnumDeclSyntax) { depth -= 1 }
  override func visit(_ node: AccessorBlockSyntax) -> SyntaxVisitorContinueKind { enter() }
  override func visitPost(_ node: AccessorBlockSyntax) { depth -= 1 }
}
