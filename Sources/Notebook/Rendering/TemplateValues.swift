// What each template can use, by the names that it uses.
//
// Mustache looks a missing name up in the surrounding values, so an optional never shares its name
// with one further out. A mark is an attribute, ` lang="en"`, for the element of a text that is not in the
// language of the page, and else empty; `words.lang` has those of all words.

struct PageTemplate {
  struct Opener {
    var number: String?
    var chapter: String?
    /// Where the title is a heading of the text.
    var id: String?
    /// HTML.
    var title: String
    /// HTML.
    var subtitle: String?
    var meta: Meta?
    /// HTML.
    var abstract: String?
  }
  struct Meta {
    struct Entry {
      var term: String
      var termMark: String
      /// HTML.
      var description: String
    }
    var entries: [Entry]
  }
  struct Turn {
    var previous: PageOptions.Link?
    var next: PageOptions.Link?
  }

  var words: Wording
  var language: String
  var isRightToLeft: Bool
  /// Whether lines on paper have room for text beside a figure.
  var isWideOnPaper: Bool
  /// A CSS string.
  var runningHead: String?
  var title: String
  var description: String?
  var author: String?
  var fingerprint: String?
  var feed: String?
  /// Addresses of style sheets, which come before `style`.
  var styleSheets: [String]
  var style: String
  var theme: String
  /// Addresses of the scripts, where the page does not hold them.
  var scriptFiles: [String]
  var script: String?
  /// The address of what a book's search knows.
  var searchIndex: String?
  var book: PageOptions.Link?
  var opener: Opener?
  var contents: ContentsTemplate?
  /// HTML.
  var body: String
  /// HTML.
  var colophon: String
  var turn: Turn?
}

struct ContentsTemplate {
  struct Entry {
    /// Percent-encoded.
    var id: String
    var isNumbered: Bool
    var number: String
    /// HTML.
    var title: String
    var entries: [Entry] = [] { didSet { hasEntries = !entries.isEmpty } }
    private(set) var hasEntries = false
  }
  var entries: [Entry]
}

struct CellTemplate {
  /// What is above code with a caption or a label.
  struct Listing {
    var id: String
    /// "Listing 3.1".
    var number: String?
    /// HTML.
    var caption: String
  }
  struct Code {
    struct Fold {
      var isOpen: Bool
      var summary: String
      var summaryMark: String
      var lines: String
    }
    var fold: Fold?
    var place: Place
    var listing: Listing?
    /// What the code is, for those who do not see it.
    var description: String
    /// HTML.
    var html: String
  }
  struct Place {
    var text: String
    var href: String?
    var description: String
  }

  var words: Wording
  var id: String?
  var label: String?
  var code: Code?
  /// Whether the outputs stand beside the code, where there is room for it.
  var isBeside = false
  /// In how many columns the outputs are laid out; `nil` for below each other.
  var columns: Int?
  /// HTML.
  var outputs: [String]
  var hasOutputs: Bool
}

struct TableTemplate {
  var words: Wording
  var id: String?
  var isLong = false
  /// Whether the text of a printed page can run beside it.
  var isNarrow = false
  /// "Table 3.1".
  var number: String?
  /// HTML.
  var caption = ""
  var hasCaption = false
  /// From `<table>` to `</table>`.
  var html: String
}

struct FigureTemplate {
  struct Data {
    var summary: String
    var summaryMark: String
    /// Tables.
    var html: String
  }

  var words: Wording
  var id: String?
  /// "Figure 3.1".
  var number: String?
  /// HTML.
  var caption = ""
  var hasCaption = false
  /// Set where the drawing does not describe itself.
  var alternative: String?
  var html: String
  var data: Data?
  /// CSS that bounds the picture.
  var size: String?
}

struct ListingTemplate {
  var words: Wording
  var id: String
  /// "Listing 3.1".
  var number: String?
  /// HTML.
  var caption: String
  var html: String
}

struct EquationTemplate {
  var words: Wording
  var id: String?
  /// "3.1", where the formula does not show its number itself.
  var number: String?
  /// What the formula is called.
  var description: String
  var html: String
}

struct CalloutTemplate {
  var words: Wording
  var id: String
  /// "note", "tip" …
  var kind: String
  /// HTML.
  var title: String
  var titleMark: String
  /// Whether it is more than the word for the kind.
  var hasOwnTitle: Bool
  var html: String
}

struct ErrorTemplate {
  struct Place {
    var text: String
    var href: String?
    var remark: String?
  }

  var words: Wording
  var id: String
  var message: String
  var details: String?
  var line: QuotedLine?
  var places: [Place]
}
