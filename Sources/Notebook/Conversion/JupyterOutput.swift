import Foundation
import NotebookDisplay

/// What a cell of code has made.
public enum JupyterOutput: Codable, Equatable, Sendable {
  case stream(name: String, MultilineText)
  case display([String: MultilineText])
  case error(name: String, value: String, traceback: [String])

  private enum CodingKeys: String, CodingKey {
    case name, text, data, metadata, ename, evalue, traceback
    case kind = "output_type"
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    switch try container.decode(String.self, forKey: .kind) {
    case "stream":
      self = .stream(
        name: try container.decode(String.self, forKey: .name),
        try container.decode(MultilineText.self, forKey: .text))
    case "display_data", "execute_result":
      // Some types carry structured data; Markdown has no place for them.
      let data = try container.decode([String: LenientText].self, forKey: .data)
      self = .display(data.compactMapValues(\.text))
    case "error":
      self = .error(
        name: try container.decode(String.self, forKey: .ename),
        value: try container.decode(String.self, forKey: .evalue),
        traceback: try container.decode([String].self, forKey: .traceback))
    case let kind:
      throw DecodingError.dataCorruptedError(
        forKey: .kind, in: container, debugDescription: "there are no outputs of type '\(kind)'")
    }
  }

  private struct LenientText: Decodable {
    let text: MultilineText?
    init(from decoder: any Decoder) throws { text = try? MultilineText(from: decoder) }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .stream(let name, let text):
      try container.encode("stream", forKey: .kind)
      try container.encode(name, forKey: .name)
      try container.encode(text, forKey: .text)
    case .display(let data):
      try container.encode("display_data", forKey: .kind)
      try container.encode(data, forKey: .data)
      try container.encode([String: String](), forKey: .metadata)
    case .error(let name, let value, let traceback):
      try container.encode("error", forKey: .kind)
      try container.encode(name, forKey: .ename)
      try container.encode(value, forKey: .evalue)
      try container.encode(traceback, forKey: .traceback)
    }
  }
}

extension JupyterOutput {
  init(_ output: CellOutput) {
    switch output {
    case .stream(let stream, let text): self = .stream(name: stream.rawValue, MultilineText(text))
    case .display(let bundle):
      let data = bundle.representations.map { type, bytes in
        let isText = type != .png
        let text =
          isText ? String(decoding: bytes, as: UTF8.self) : Data(bytes).base64EncodedString()
        return (type.rawValue, MultilineText(text))
      }
      self = .display(Dictionary(uniqueKeysWithValues: data))
    case .error(let diagnostic):
      self = .error(name: "error", value: diagnostic.message, traceback: [diagnostic.message])
    }
  }
}
