/// What a build does about a unit, and why.
public enum Decision: Hashable, Sendable {
  /// Its result is known, and still holds.
  case cached
  /// Its variables were made again from what the cache has of them, since a later unit needs them.
  case restored
  case run(reason: String)
  /// It can't run here: the result that is recorded beside the chapter is shown.
  case recorded
}
