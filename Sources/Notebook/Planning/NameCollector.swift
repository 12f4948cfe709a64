import SwiftSyntax

/// Gathers the names that code can refer to other declarations by.
final class NameCollector: SyntaxVisitor {
  private var names: Set<String> = []

  /// Identifiers and operators anywhere in `node`, other than members and argument labels.
  static func names(in node: some SyntaxProtocol) -> Set<String> {
    let collector = NameCollector(viewMode: .sourceAccurate)
    collector.walk(node)
    return collector.names
  }

  override func visit(_ token: TokenSyntax) -> SyntaxVisitorContinueKind {
    if let name = token.usedName { names.insert(name) }
    return .visitChildren
  }
}

extension TokenSyntax {
  /// The identifier or operator, unless it is a member's name or an argument's label.
  var usedName: String? {
    switch tokenKind {
    case .identifier(let name):
      isMemberName || isArgumentLabel || isDeclaration ? nil : name.withoutBackticks
    case .binaryOperator(let name), .prefixOperator(let name), .postfixOperator(let name): name
    default: nil
    }
  }

  /// `b` in `a.b` and `.b`.
  var isMemberName: Bool {
    guard let reference = parent?.as(DeclReferenceExprSyntax.self),
      let access = reference.parent?.as(MemberAccessExprSyntax.self)
    else { return parent?.is(MemberTypeSyntax.self) == true }
    return access.declName.id == reference.id
  }

  /// `b` in `let b = 1`, but not in `if let b { … }`, which reads another `b`.
  private var isDeclaration: Bool {
    guard let pattern = parent?.as(IdentifierPatternSyntax.self) else { return false }
    let condition = pattern.parent?.as(OptionalBindingConditionSyntax.self)
    return condition == nil || condition?.initializer != nil
  }

  /// `b` in `a(b: 1)` and in `func a(b: Int)`.
  private var isArgumentLabel: Bool {
    parent?.is(LabeledExprSyntax.self) == true || parent?.is(FunctionParameterSyntax.self) == true
  }
}

extension PatternBindingSyntax {
  /// Whether the variable has storage: it is not computed, though its changes may be observed.
  var isStored: Bool {
    guard let accessorBlock else { return true }
    guard case .accessors(let accessors) = accessorBlock.accessors else { return false }
    return accessors.allSatisfy {
      [.keyword(.willSet), .keyword(.didSet)].contains($0.accessorSpecifier.tokenKind)
    }
  }
}

extension VariableDeclSyntax {
  /// Whether it is a static property whose value is more than a constant: a variable, or one that is
  /// computed when it is first asked for.
  var isStaticState: Bool {
    let isStatic = modifiers.contains {
      [.keyword(.static), .keyword(.class)].contains($0.name.tokenKind)
    }
    guard isStatic else { return false }
    let isConstant = bindingSpecifier.tokenKind == .keyword(.let)
    return bindings.contains { binding in
      guard binding.isStored else { return false }
      guard isConstant, let value = binding.initializer?.value else { return true }
      return !value.isLiteral
    }
  }
}

extension ExprSyntax {
  /// Whether it is made of literals alone, so that its value is the same whenever it is computed.
  fileprivate var isLiteral: Bool {
    tokens(viewMode: .sourceAccurate).allSatisfy { token in
      switch token.tokenKind {
      case .identifier, .dollarIdentifier, .leftBrace, .pound: false
      case .keyword(let keyword): [.true, .false, .nil].contains(keyword)
      default: true
      }
    }
  }
}
