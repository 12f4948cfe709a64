extension CellCompiler {
  /// What keys have to know of a unit that was compiled.
  func object(of planned: PlannedUnit, at index: Int) -> UnitObject {
    let digest = Digest(of: CellSource(planned, in: plan, at: index).text)
    return UnitObject(code: digest, declarations: digest, modules: [])
  }
}
