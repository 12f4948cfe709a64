import Foundation
import Glibc

/// What `notebook new` writes: a notebook that shows the essentials in a minute.
public enum StarterNotebook {
  /// Never overwrites a file.
  public static func write(to path: String) throws(Diagnostic) {
    let title = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw Diagnostic(.error, String(cString: strerror(errno)), file: path)
    }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    do {
      try handle.write(contentsOf: Data(text(title: title).utf8))
    } catch {
      throw Diagnostic(.error, error.localizedDescription, file: path)
    }
  }

  private static func text(title: String) -> String {
    """
    ---
    title: \(title.debugDescription)
    params: {sides: 6}
    ---

    ## A first cell

    A cell is Swift code. The value of its last expression is shown.

    ```swift
    //| label: rolls
    let rolls = (1...1000).map { _ in Int.random(in: 1...params.sides) }
    let mean = Double(rolls.reduce(0, +)) / Double(rolls.count)
    mean
    ```

    Later cells and the text use what it declared: `{swift} rolls.count` rolls of a die with
    `{swift} params.sides` sides have a mean of `{swift} mean`.

    ## A table

    ```swift
    //| label: tbl-counts
    //| tbl-cap: How often each side came up
    Table((1...params.sides).map { side in (side: side, count: rolls.count { $0 == side }) }) {
      Column("Side", \\.side)
      Column("Rolls", \\.count, total: .sum)
    }
    ```

    ## A network

    ```swift
    import DeepLearning

    summary(AlexNet(), input: [1, 3, 224, 224])
    ```

    """
  }
}
