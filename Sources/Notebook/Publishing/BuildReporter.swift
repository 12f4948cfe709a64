/// Hears how a build goes on.
public protocol BuildReporter: Sendable {
  func started(_ unit: CompilationUnit)
  /// - Parameter fraction: 0 to 1.
  func progressed(_ fraction: Double, _ message: String)
  func finished(_ unit: CompilationUnit)
  /// What the build does about a unit.
  func decided(_ unit: CompilationUnit, _ decision: Decision)
}
