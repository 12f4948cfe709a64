/// Shows a value below the cell, as the value of its last expression is shown.
public func display(_ value: Any) {
  if let bundle = MIMEBundle(describing: value) { CellRuntime.receiveDisplay(bundle) }
}

/// Tells whoever waits for the cell how far it has come.
///
/// May be called as often as is convenient; it is no part of the page.
/// - Parameter fraction: From 0 to 1.
public func reportProgress(_ fraction: Double, _ message: String = "") {
  CellRuntime.receiveProgress(min(max(fraction, 0), 1), message)
}
