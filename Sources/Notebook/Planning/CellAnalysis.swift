import SwiftParser
import SwiftSyntax

/// What the text of a unit tells about it, without types: names that it declares and uses, and the
/// places where it has to be rewritten to run as part of a notebook.
struct CellAnalysis: Hashable, Codable, Sendable {
  struct Declaration: Hashable, Codable, Sendable {
    /// The word that a scoped import of it takes.
    enum Kind: String, Hashable, Codable, Sendable {
      case `let`, `var`, `func`, `struct`, `class`, `enum`, `protocol`, `typealias`
    }
    var kind: Kind
    var name: String
    /// Tells overloads of a function apart; empty for everything else.
    var signature: String
    /// Where the `guard` that binds it ends, in bytes from the unit's beginning. The compiler keeps
    /// such a name to its file, so it is passed on under another one.
    var guardEnd: Int?
    /// Whether it is a variable with storage of its own, rather than one that is computed.
    var isStored = false
    /// Identifiers and operators in it, other than members: what it can refer to.
    var usedNames: Set<String> = []
  }

  /// A use of a name that the unit itself declares further down.
  struct EarlyUse: Hashable, Codable, Sendable {
    var name: String
    /// Bytes from the unit's beginning.
    var offset: Int
    /// Whether it runs where it stands; else it lies in a function or a closure.
    var isTopLevel: Bool
  }

  /// At the top level, in their order.
  private(set) var declarations: [Declaration] = []
  /// Names of members that extensions add, and of operators.
  private(set) var addedMembers: Set<String> = []
  /// Every identifier and operator that occurs other than as a member, wherever it is declared.
  private(set) var usedNames: Set<String> = []
  /// Every `b` of an `a.b`.
  private(set) var usedMembers: Set<String> = []
  /// `import` declarations, as written.
  private(set) var imports: [String] = []
  /// Whether it declares extensions or operators, which act without being named.
  private(set) var actsWithoutBeingNamed = false
  /// Names in its extensions and operator functions.
  private(set) var namesUsedUnnamed: Set<String> = []
  /// Whether its types have stored static properties whose value a program can change, or learn only
  /// when it first asks for them.
  private(set) var hasStaticState = false
  /// Whether it has loops of its own, which optimisation speeds up.
  private(set) var hasLoops = false
  /// The last expression, if its value is to be shown.
  private(set) var lastExpression: Range<Int>?
  /// `await` expressions and `for await` loops that run at the top level.
  private(set) var topLevelAwaits: [TopLevelAwait] = []
  /// Where `async let` stands at the top level, which no script can have.
  private(set) var asyncLets: [Int] = []
  private(set) var earlyUses: [EarlyUse] = []
  /// A hash of the tokens: how the code is laid out and commented makes no difference to it.
  private(set) var tokens: UInt64 = 0

  struct TopLevelAwait: Hashable, Codable, Sendable {
    var range: Range<Int>
    var mayThrow: Bool
  }

  init(_ source: String) {
    let tree = Parser.parse(source: source)
    for item in tree.statements { collectDeclarations(item.item) }
    lastExpression = Self.shownExpression(of: tree)
    let visitor = CellVisitor(viewMode: .sourceAccurate)
    visitor.walk(tree)
    usedNames = visitor.names
    usedMembers = visitor.memberNames
    imports = visitor.imports
    actsWithoutBeingNamed = visitor.actsWithoutBeingNamed
    namesUsedUnnamed = visitor.namesUsedUnnamed
    hasStaticState = visitor.hasStaticState
    addedMembers = visitor.addedMembers
    hasLoops = visitor.hasLoops
    topLevelAwaits = visitor.topLevelAwaits
    asyncLets = visitor.asyncLets
    earlyUses = EarlyUseFinder.find(in: tree)
    tokens = StableHash.hash(
      tree.tokens(viewMode: .sourceAccurate).lazy.map(\.text).joined(separator: " "))
  }

  private mutating func collectDeclarations(_ item: CodeBlockItemSyntax.Item) {
    switch item {
    case .decl(let declaration): collect(declaration)
    case .stmt(let statement):
      // `guard let x = …` at the top level declares x.
      guard let guarded = statement.as(GuardStmtSyntax.self) else { return }
      for condition in guarded.conditions {
        guard let binding = condition.condition.as(OptionalBindingConditionSyntax.self) else {
          continue
        }
        let isVariable = binding.bindingSpecifier.tokenKind == .keyword(.var)
        for name in PatternNames.names(in: binding.pattern) {
          declarations.append(
            Declaration(
              kind: isVariable ? .var : .let, name: name, signature: "",
              guardEnd: guarded.trimmedBytes.upperBound, isStored: true,
              usedNames: NameCollector.names(in: binding)))
        }
      }
    default: break
    }
  }

  private mutating func collect(_ declaration: DeclSyntax) {
    switch declaration.as(DeclSyntaxEnum.self) {
    case .variableDecl(let variable):
      let kind: Declaration.Kind =
        variable.bindingSpecifier.tokenKind == .keyword(.var) ? .var : .let
      // Of `let a, b: Int` the type stands with the last.
      let usedNames = NameCollector.names(in: variable)
      for binding in variable.bindings {
        for name in PatternNames.names(in: binding.pattern) where name != "_" {
          declarations.append(
            Declaration(
              kind: kind, name: name, signature: "", isStored: binding.isStored,
              usedNames: usedNames))
        }
      }
    case .functionDecl(let function):
      let parameters = function.signature.parameterClause.parameters
      let signature = parameters.map { "\($0.firstName.text):\($0.type.trimmedDescription)" }
        .joined(separator: ",")
      declarations.append(
        Declaration(
          kind: .func, name: function.name.text, signature: signature,
          usedNames: NameCollector.names(in: function)))
    case .structDecl(let type): declare(.struct, type.name, type)
    case .classDecl(let type): declare(.class, type.name, type)
    case .actorDecl(let type): declare(.class, type.name, type)
    case .enumDecl(let type): declare(.enum, type.name, type)
    case .protocolDecl(let type): declare(.protocol, type.name, type)
    case .typeAliasDecl(let type): declare(.typealias, type.name, type)
    default: break
    }
  }

  private mutating func declare(
    _ kind: Declaration.Kind, _ name: TokenSyntax, _ type: some DeclSyntaxProtocol
  ) {
    declarations.append(
      Declaration(
        kind: kind, name: name.text, signature: "", usedNames: NameCollector.names(in: type)))
  }

  /// As in Jupyter, the value of the last expression is shown; an assignment has none.
  private static func shownExpression(of tree: SourceFileSyntax) -> Range<Int>? {
    guard case .expr(let expression)? = tree.statements.last?.item else { return nil }
    if let sequence = expression.as(SequenceExprSyntax.self),
      sequence.elements.contains(where: { $0.is(AssignmentExprSyntax.self) })
    {
      return nil
    }
    if expression.is(MissingExprSyntax.self) { return nil }
    return expression.trimmedBytes
  }
}

/// The names that a pattern binds: `(a, b)` binds both.
enum PatternNames {
  static func names(in pattern: PatternSyntax) -> [String] {
    pattern.tokens(viewMode: .sourceAccurate).compactMap {
      $0.parent?.is(IdentifierPatternSyntax.self) == true ? $0.text.withoutBackticks : nil
    }
  }
}

extension String {
  /// An identifier as the compiler knows it.
  var withoutBackticks: String {
    hasPrefix("`") && hasSuffix("`") && count > 2 ? String(dropFirst().dropLast()) : self
  }
}

extension SyntaxProtocol {
  /// Without the white space and comments around it; from the file's beginning.
  var trimmedBytes: Range<Int> {
    positionAfterSkippingLeadingTrivia.utf8Offset..<endPositionBeforeTrailingTrivia.utf8Offset
  }
}
