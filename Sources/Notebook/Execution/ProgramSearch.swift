import Foundation

/// The first of the programs that a folder on `PATH` has.
func program(named names: [String], in environment: [String: String]) -> String? {
  let folders = (environment["PATH"] ?? "").split(separator: ":")
  return names.lazy.flatMap { name in folders.map { "\($0)/\(name)" } }
    .first(where: FileManager.default.isExecutableFile)
}
