/// The state of one value variable, or of a group of variables whose objects may be linked, at a
/// point of the chapter.
struct Atom: Hashable, Sendable {
  /// Ascending.
  var bindings: [Binding]
  /// Two atoms of the same bindings with the same digest hold the same state.
  var digest: Digest
  /// The blob from which the state can be made again, where there is one.
  var snapshot: Store.Blob?
  /// Why it can't be made again but by running what made it.
  var opacity: String?
  /// The unit that left the state so: it was the last that could change it.
  var producer: Int
}

/// What is known of the variables of a chapter at a point of it.
///
/// A value variable is on its own. Variables that hold references may share objects, and a unit that
/// gets at several of them may have linked their objects without a trace in later code. So all that
/// one unit gets at becomes one group, and whoever gets at one of a group gets at all of it.
struct ChapterState: Sendable {
  private struct Group {
    var members: Set<Binding> = []
    /// What the units got at that touched the group. A closure or an object of a class that one of
    /// them has put into it can use all of that.
    var reach = Reach()
  }

  private var groups: [Int: Group] = [:]
  private var groupOfBinding: [Binding: Int] = [:]
  private var nextGroup = 0
  /// By each of an atom's bindings.
  private(set) var atoms: [Binding: Atom] = [:]

  /// Adds what objects lead to.
  func closed(_ reach: Reach) -> Reach {
    var reach = reach
    var seen: Set<Int> = []
    var pending = Set(reach.bindings.compactMap { groupOfBinding[$0] })
    while let group = pending.popFirst() {
      guard seen.insert(group).inserted, let content = groups[group] else { continue }
      reach.formUnion(content.reach)
      reach.bindings.formUnion(content.members)
      reach.units.formUnion(content.members.lazy.map(\.unit))
      pending.formUnion(reach.bindings.compactMap { groupOfBinding[$0] })
    }
    return reach
  }

  /// Notes that a unit has run, or has a known result.
  ///
  /// - Parameters:
  ///   - reach: all that the unit got at, closed.
  ///   - references: those of the unit's own variables that hold references.
  mutating func touch(by unit: Int, _ reach: Reach, references: Set<Binding>) {
    let touched = reach.bindings.filter { groupOfBinding[$0] != nil }.union(references)
    guard !touched.isEmpty else { return }
    var merged = Group(members: touched, reach: reach)
    merged.reach.units.insert(unit)
    for group in Set(touched.compactMap { groupOfBinding[$0] }) {
      guard let old = groups.removeValue(forKey: group) else { continue }
      merged.members.formUnion(old.members)
      merged.reach.formUnion(old.reach)
    }
    for member in merged.members { groupOfBinding[member] = nextGroup }
    groups[nextGroup] = merged
    nextGroup += 1
  }

  /// The variables whose state may be another after a unit has run than before it: the groups that it
  /// touched, and each value variable that it can assign to.
  ///
  /// - Parameter isVariable: whether a value variable can be assigned to after its unit has run.
  func atoms(touchedBy unit: Int, _ reach: Reach, isVariable: (Binding) -> Bool) -> [[Binding]] {
    let groups = Set(reach.bindings.compactMap { groupOfBinding[$0] })
    let members = groups.sorted().compactMap { self.groups[$0]?.members.sorted() }
    let values = reach.bindings.filter { binding in
      groupOfBinding[binding] == nil && (binding.unit == unit || isVariable(binding))
    }
    return values.sorted().map { [$0] } + members
  }

  mutating func set(_ atom: Atom) {
    for binding in atom.bindings { atoms[binding] = atom }
  }
}
