/// Why a state can't be captured.
struct Opacity: Error {
  /// What stands in the way, with an article: `a closure`.
  var obstacle: String
  /// How the obstacle is reached from where it was met on the way: `.handlers[0]`.
  private(set) var path = ""

  init(_ obstacle: String) { self.obstacle = obstacle }

  /// The same, seen from one level further out.
  func inside(_ component: String) -> Opacity {
    var outer = self
    outer.path = component + path
    return outer
  }

  /// `'log' holds a closure (log.handlers[0])`.
  func description(of binding: String) -> String {
    "'\(binding)' holds \(obstacle)" + (path.isEmpty ? "" : " (\(binding)\(path))")
  }
}

/// A snapshot that can't be restored: it is damaged, or was made by other code.
struct UnusableSnapshot: Error {
  var reason: String

  init(_ reason: String) { self.reason = reason }
}
