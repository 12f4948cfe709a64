extension CellCompiler {
  /// What keys have to know of a unit that was compiled.
  func object(of planned: PlannedUnit) throws(Failure) -> UnitObject {
    let name = planned.unit.moduleName
    guard let content = FileAccess.read("\(folder)/\(name).o")?.bytes,
      let file = try? ObjectFile(content, modules: renamings(planned))
    else { throw Failure(message: "what the compiler has written can't be read") }
    return UnitObject(
      code: file.wholeDigest, declarations: file.declarationsDigest(entryPoint: "\(name)_main"),
      modules: file.referencedModules(among: Set(surroundings.modules.keys)))
  }

  /// Names for modules that are named after their text: the unit is 0, and what it imports is counted.
  /// So that a cell's object is the same though another cell's text, and with it its name, has changed.
  private func renamings(_ planned: PlannedUnit) -> [String: String] {
    let units = [planned.unit] + planned.imports.map { plan.units[$0].unit }
    var names: [String: String] = [:]
    for (number, unit) in units.enumerated() where unit.isNamedByText {
      let digits = String(number)
      let prefix = "cell"
      let zeros = unit.moduleName.utf8.count - prefix.utf8.count - digits.utf8.count
      names[unit.moduleName] = prefix + String(repeating: "0", count: zeros) + digits
    }
    return names
  }
}
