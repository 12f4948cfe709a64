/// A compiled object, read for what it means: an ELF file for x86-64, not linked yet.
///
/// Its digests leave out what makes no difference to what the code does: debug information, the order
/// of symbols, the names of what is not visible from outside.
struct ObjectFile {
  /// This is no such file, or it uses what the compiler does not use.
  struct Malformed: Error {}

  struct Section {
    var name: String
    /// Tells sections of the same name apart.
    var ordinal: Int
    var kind: UInt32
    var flags: UInt64
    var entrySize: UInt64
    var size: Int
    /// `nil` where it is all zeros, which are not in the file.
    var content: ArraySlice<UInt8>?
    var relocations: [Relocation] = []

    var isLoaded: Bool { flags & 2 != 0 }
    var isWritable: Bool { flags & 1 != 0 }
    var isExecutable: Bool { flags & 4 != 0 }
    var isMergeable: Bool { flags & 0x10 != 0 }
    /// Whether it has any influence on what the code does: unwind tables follow from the code, and
    /// the other one is a digest that covers debug information.
    var counts: Bool { isLoaded && name != ".eh_frame" && name != ".swift_modhash" }
  }

  struct Symbol {
    enum Place: Equatable {
      case undefined
      /// With a value that is no place.
      case absolute
      case section(Int)
    }

    var name: String
    var place: Place
    var value: Int
    var size: Int
    /// Its number, with that of its binding.
    var info: UInt8
    var visibility: UInt8

    /// Whether its name can mean something to other objects that it is linked with.
    var isGlobal: Bool { info >> 4 != 0 }
    /// Whether it can be found from outside of the library that it is linked into.
    var isVisible: Bool { isGlobal && (visibility == 0 || visibility == 3) }
    /// Whether it stands for a section, or for the file.
    var isNameless: Bool { info & 15 == 3 || info & 15 == 4 }
  }

  /// A place in a section that depends on where a symbol will be.
  struct Relocation {
    var offset: Int
    var kind: UInt32
    var addend: Int
    var symbol: Int
  }

  private(set) var sections: [Section] = []
  private(set) var symbols: [Symbol] = []
  let renaming: ModuleRenaming

  /// - Parameter modules: The names that modules are to have, by those that they have, of the same
  ///   length; see `ModuleRenaming`.
  init(_ bytes: [UInt8], modules: [String: String] = [:]) throws(Malformed) {
    renaming = ModuleRenaming(modules)
    let reader = ObjectReader(bytes: renaming.renaming(bytes))
    try reader.checkHeader()
    let headers = try reader.sectionHeaders()
    sections = try reader.sections(headers)
    for header in headers where header.kind == ObjectReader.SectionHeader.symbolTable {
      guard symbols.isEmpty else { throw Malformed() }
      symbols = try reader.symbols(header, headers)
    }
    for header in headers where header.kind == ObjectReader.SectionHeader.relocations {
      guard sections.indices.contains(header.info) else { throw Malformed() }
      guard sections[header.info].counts else { continue }
      sections[header.info].relocations += try reader.relocations(
        header, symbolCount: symbols.count)
    }
  }
}
