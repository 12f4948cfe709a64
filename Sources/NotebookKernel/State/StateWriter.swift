/// Writes the state of an atom, value by value.
///
/// Objects are numbered as they are met, and written one behind the other after the values that refer
/// to them, so that neither cycles nor long chains of them matter. So are types and functions, which
/// the stream names by number: their names may differ where the state does not.
final class StateWriter {
  /// How deep values may contain each other.
  static let depthLimit = 1000

  private let sink: StateSink?
  private(set) var names = StateNames()
  /// What is no part of the state, but comes back with it.
  private(set) var asides: [UInt8] = []
  private var numbers: [UnsafeRawPointer: Int] = [:]
  private var objects: [Object] = []
  /// What is being written: a binding's value, or the object that has this number.
  private var current = Owner.binding(0)
  private var shared: [[UInt]: Int] = [:]
  private var depth = 0
  /// How many sets and dictionaries the value that is being written is a key of.
  private var keyDepth = 0
  /// What is looked for, where nothing is to be written.
  private let search: Search?

  private enum Search {
    /// How this object is reached.
    case way(to: UnsafeRawPointer)
    case anyObject
  }

  private enum Owner {
    case binding(Int)
    case object(Int)
  }

  private struct Object {
    var address: UnsafeRawPointer
    var layout: ObjectLayout
    /// What referred to it first.
    var owner: Owner
  }

  /// - Parameter sink: Takes the bytes.
  init(_ sink: StateSink) {
    self.sink = sink
    search = nil
  }

  private init(_ search: Search) {
    sink = nil
    self.search = search
  }

  /// Whether it is sure that a value shares no mutable state with others as long as it is not changed.
  static func provesIndependence(of value: UnsafeRawPointer, _ type: Any.Type) -> Bool {
    do throws(Opacity) {
      try ValueCodecs.codec(for: type).write(value, to: StateWriter(.anyObject))
      return true
    } catch {
      return false
    }
  }

  /// A binding, its type and where its value lies.
  typealias Root = (name: String, type: Any.Type, address: UnsafeRawPointer)

  /// Writes values and all that they refer to.
  ///
  /// - Throws: a reason in words.
  func write(_ roots: [Root]) throws(OpaqueState) {
    for (index, root) in roots.enumerated() {
      current = .binding(index)
      do throws(Opacity) {
        try write(type: TypeMetadata(root.type))
        try ValueCodecs.codec(for: root.type).write(root.address, to: self)
      } catch {
        throw OpaqueState(reason: error.description(of: root.name))
      }
    }
    var next = 0
    while next < objects.count {
      current = .object(next)
      do throws(Opacity) {
        try objects[next].layout.write(objects[next].address, to: self)
      } catch {
        throw OpaqueState(reason: reason(error, in: next, roots))
      }
      next += 1
    }
  }

  // MARK: What codecs write

  func write(_ bytes: UnsafeRawPointer, count: Int) { sink?.write(bytes, count: count) }

  /// Writes what makes no difference to the state.
  func write(aside bytes: UnsafeRawBufferPointer) {
    if sink != nil { asides += bytes }
  }

  /// Writes a number that is not negative; small ones take one byte.
  func write(_ number: Int) {
    guard let sink else { return }
    var rest = UInt(number)
    while rest >= 0x80 {
      sink.write(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    sink.write(UInt8(rest))
  }

  func write(_ text: String) {
    var text = text
    text.withUTF8 {
      write($0.count)
      if let start = $0.baseAddress { write(start, count: $0.count) }
    }
  }

  /// Writes a value of a type that is known, which may be an existential.
  func write<Value>(_ value: Value, as _: Value.Type) throws(Opacity) {
    try withUnsafePointer(to: value) { (value) throws(Opacity) in
      try ValueCodecs.codec(for: Value.self).write(value, to: self)
    }
  }

  func write(type: TypeMetadata) throws(Opacity) {
    guard search == nil else { return }
    guard let number = names.number(of: type) else {
      throw Opacity("a value of type \(type.type), which can't be found by name")
    }
    write(number)
  }

  func write(function symbol: String) throws(Opacity) {
    // It may get at any variable that it names.
    if case .anyObject = search { throw Opacity("a function") }
    guard search == nil else { return }
    write(names.number(ofFunction: symbol))
  }

  /// Writes a reference, and later on what it refers to.
  func write(object: UnsafeRawPointer) throws(Opacity) {
    switch search {
    // Thrown to be told the way.
    case .way(let target) where object == target: throw Opacity("")
    case .way: return
    case .anyObject: throw Opacity("an object")
    case nil: break
    }
    // It may well be hashed by its identity.
    guard keyDepth == 0 else { throw Opacity("an object as a key") }
    if let number = numbers[object] { return write(number) }
    let type = TypeMetadata(at: object.load(as: UnsafeRawPointer.self))
    let layout = try ObjectLayout.of(type).get()
    write(objects.count)
    try write(type: type)
    numbers[object] = objects.count
    objects.append(Object(address: object, layout: layout, owner: current))
  }

  /// Writes a key of a set or of a dictionary.
  func writeKey(_ body: () throws(Opacity) -> Void) throws(Opacity) {
    keyDepth += 1
    defer { keyDepth -= 1 }
    try body()
  }

  /// Writes what several values share, when it is met first.
  ///
  /// - Parameter identity: Tells it from everything else that is shared.
  func write(shared identity: [UInt], _ body: () -> Void) {
    guard search == nil else { return }
    if let number = shared[identity] { return write(number) }
    write(shared.count)
    shared[identity] = shared.count
    body()
  }

  /// Writes the content of a value that may contain others of its own type.
  func nest(_ body: () throws(Opacity) -> Void) throws(Opacity) {
    guard depth < Self.depthLimit else {
      throw Opacity("values nested more than \(Self.depthLimit) deep")
    }
    depth += 1
    defer { depth -= 1 }
    try body()
  }

  // MARK: Reasons

  /// `'log' holds a closure (log.handlers[0])`, for an obstacle that was met in an object.
  private func reason(_ opacity: Opacity, in object: Int, _ roots: [Root]) -> String {
    var opacity = opacity
    var index = object
    while true {
      let finder = StateWriter(.way(to: objects[index].address))
      var way = ""
      do throws(Opacity) {
        switch objects[index].owner {
        case .binding(let root):
          try ValueCodecs.codec(for: roots[root].type).write(roots[root].address, to: finder)
        case .object(let owner):
          try objects[owner].layout.write(objects[owner].address, to: finder)
        }
      } catch {
        way = error.path
      }
      opacity = opacity.inside(way)
      switch objects[index].owner {
      case .binding(let root): return opacity.description(of: roots[root].name)
      case .object(let owner): index = owner
      }
    }
  }
}

/// Why an atom can't be captured, in words.
struct OpaqueState: Error {
  var reason: String
}
