/// A picture of the author's own: `![alternative](source "title"){width=50%}`.
public struct Picture: Sendable {
  public var source: String
  public var title: String
  /// What the picture shows, for those who do not see it.
  public var alternative: [Inline]
  /// `nil` for as large as it is.
  public var size: PictureSize?
  /// Unique in the document; that of a picture with a caption is the caption's.
  public var id: String?

  public init(
    source: String, title: String = "", alternative: [Inline], size: PictureSize? = nil,
    id: String? = nil
  ) {
    self.source = source
    self.title = title
    self.alternative = alternative
    self.size = size
    self.id = id
  }

  func moved(to source: String) -> Picture {
    var picture = self
    picture.source = source
    return picture
  }

  /// For where the picture is shown once more.
  var withoutID: Picture {
    var picture = self
    picture.id = nil
    return picture
  }
}

/// How large a picture is shown: `{width=50% height=3cm}` behind it, as in Pandoc.
public struct PictureSize: Hashable, Sendable {
  public struct Length: Hashable, Sendable {
    /// Those that mean the same on every page, and parts of the room that there is.
    enum Unit: String, CaseIterable {
      case percent = "%"
      case pixels = "px"
      case points = "pt"
      case millimeters = "mm"
      case centimeters = "cm"
      case inches = "in"
      case textSizes = "em"

      /// By CSS, and of browsers' usual text; `nil` for percents.
      var pixels: Double? {
        switch self {
        case .percent: nil
        case .pixels: 1
        case .points: 96 / 72
        case .millimeters: 96 / 25.4
        case .centimeters: 96 / 2.54
        case .inches: 96
        case .textSizes: 16
        }
      }
    }

    private let number: Double
    private let unit: Unit

    /// - Parameter text: Such as "50%" or "3cm"; a number alone is one of pixels.
    init?(_ text: String) {
      let unit = Unit.allCases.first { text.hasSuffix($0.rawValue) }
      guard let number = Double(text.dropLast(unit?.rawValue.count ?? 0)), number > 0,
        number <= 10_000
      else { return nil }
      self.number = number
      self.unit = unit ?? .pixels
    }

    public var css: String { text(of: number) + unit.rawValue }

    /// As attributes of HTML have it, which know percents and whole pixels.
    public var attribute: String { unit.pixels.map { text(of: (number * $0).rounded()) } ?? css }

    private func text(of number: Double) -> String {
      number == number.rounded() ? "\(Int(number))" : "\(number)"
    }
  }

  public var width: Length?
  public var height: Length?

  /// `nil` where neither is bounded.
  init?(width: Length?, height: Length?) {
    guard width != nil || height != nil else { return nil }
    self.width = width
    self.height = height
  }

  /// Declarations of CSS.
  public var css: String {
    [width.map { "width: \($0.css)" }, height.map { "height: \($0.css)" }]
      .compactMap { $0 }.joined(separator: "; ")
  }
}

/// What stands in braces behind a picture.
struct PictureAttributes {
  /// `fig-alt`: what it shows, where its text is the caption.
  var alternative: String?
  var size: PictureSize?
  var id: String?
}

extension ParsingContext {
  /// What is no length is a warning.
  func pictureAttributes(_ values: [String: String], at range: @autoclosure () -> SourceRange)
    -> PictureAttributes
  {
    func length(_ name: String) -> PictureSize.Length? {
      guard let text = values[name] else { return nil }
      let length = PictureSize.Length(text)
      if length == nil {
        warning("`\(name)` should be a length, such as `50%` or `300px`", at: range())
      }
      return length
    }
    return PictureAttributes(
      alternative: values["fig-alt"],
      size: PictureSize(width: length("width"), height: length("height")))
  }
}
