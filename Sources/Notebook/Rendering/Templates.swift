import Foundation
import Mustache

/// The templates of a page: the built-in ones, or an author's own where there are any.
///
/// A folder holds `page.mustache` and its parts, `style.css`, `script.js` and `theme.js`, for books
/// `search.css` and `search.js`, and in `words` the words of each language.
public struct Templates: Sendable {
  public struct Failure: Error, CustomStringConvertible {
    public let description: String
  }

  /// The parts of a page, each a file `<name>.mustache`.
  enum Part: String, CaseIterable {
    case page, contents, cell, listing, table, figure, equation, callout, error
  }

  let style: String
  let script: String
  let theme: String
  let searchStyle: String
  let searchScript: String
  let languages: Languages
  private let library: MustacheLibrary

  /// - Parameters:
  ///   - builtIn: The folder with all files.
  ///   - overrides: A folder with those that replace them.
  public init(builtIn: String, overrides: String? = nil) throws(Failure) {
    var isFolder: ObjCBool = false
    if let overrides,
      !FileManager.default.fileExists(atPath: overrides, isDirectory: &isFolder)
        || !isFolder.boolValue
    {
      throw Failure(description: "there is no folder of templates '\(overrides)'")
    }
    func read(_ name: String) throws(Failure) -> String {
      for folder in [overrides, builtIn].compactMap({ $0 }) {
        guard let data = FileManager.default.contents(atPath: folder + "/" + name) else { continue }
        return String(decoding: data, as: UTF8.self)
      }
      throw Failure(description: "no template \(name) in \(builtIn)")
    }
    var library = MustacheLibrary()
    for part in Part.allCases {
      let name = part.rawValue + ".mustache"
      let template = try read(name)
      do {
        try library.register(template, named: part.rawValue)
      } catch {
        throw Failure(description: "template \(name), \(error)")
      }
    }
    self.library = library
    style = try read("style.css")
    script = try read("script.js")
    theme = try read("theme.js")
    searchStyle = try read("search.css")
    searchScript = try read("search.js")
    languages = try Languages(builtIn: builtIn, overrides: overrides)
  }

  /// The folders that templates are read from.
  static func folders(builtIn: String, overrides: String?) -> [String] {
    [builtIn, overrides].compactMap(\.self).flatMap { [$0, "\($0)/\(Languages.folder)"] }
  }

  /// `values` in the template of that part, without a final newline.
  func render(_ part: Part, _ values: Any) -> String {
    var text = library.render(members(of: values) as Any, withTemplate: part.rawValue)!
    if text.utf8.last == UInt8(ascii: "\n") { text.unicodeScalars.removeLast() }
    return text
  }

  /// Structures as dictionaries: of a structure, Mustache reflects on all members for each name that
  /// a template mentions.
  private func members(of value: Any) -> Any? {
    if value is String { return value }
    if let words = value as? Wording { return words.byName }
    let mirror = Mirror(reflecting: value)
    switch mirror.displayStyle {
    case .struct:
      var dictionary: [String: Any] = [:]
      for (name, value) in mirror.children { dictionary[name!] = members(of: value) }
      return dictionary
    case .collection: return mirror.children.map { members(of: $0.value) as Any }
    case .optional: return mirror.children.first.flatMap { members(of: $0.value) }
    default: return value
    }
  }
}
