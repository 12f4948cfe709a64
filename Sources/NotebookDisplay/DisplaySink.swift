internal import Synchronization

/// Something that a cell wants to be shown while it runs.
public enum DisplayEvent: Sendable {
  case result(MIMEBundle)
  /// How far the cell has come, from 0 to 1, and what it is doing.
  case progress(Double, message: String)
}

/// Where the results of `display` and `reportProgress` go: to the kernel, if there is one.
public enum DisplaySink {
  public typealias Receiver = @Sendable (DisplayEvent) -> Void

  /// In a struct, since a bare function in a `Mutex` gains a layer of calls each time it is looked at.
  private struct Installed {
    let receive: Receiver
  }

  private static let installed = Mutex<Installed?>(nil)

  /// Sends all further events to `receiver`, from whatever thread they come; `nil` goes back to
  /// printing results as text.
  public static func install(_ receiver: Receiver?) {
    installed.withLock { $0 = receiver.map(Installed.init) }
  }

  static func send(_ event: DisplayEvent) {
    // Called outside the lock, so that a receiver may itself display something.
    if let installed = installed.withLock({ $0 }) {
      installed.receive(event)
    } else if case .result(let bundle) = event {
      print(bundle.text(.plain) ?? "")
    }
  }
}

/// Shows a value below the cell, as the value of its last expression is shown.
public func display(_ value: Any) {
  if let bundle = MIMEBundle(describing: value) { DisplaySink.send(.result(bundle)) }
}

/// Tells whoever waits for the cell how far it has come.
///
/// Free to be called as often as is convenient; it is no part of the page.
/// - Parameter fraction: From 0 to 1.
public func reportProgress(_ fraction: Double, _ message: String = "") {
  DisplaySink.send(.progress(min(max(fraction, 0), 1), message: message))
}
