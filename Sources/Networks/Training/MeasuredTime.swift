/// A time that was measured. It differs whenever it is measured again and decides nothing, so any two
/// are equal: values that hold them are the same if all else is.
///
/// Whoever looks at one has looked at a clock, and a watched program shows that; whoever only trains a
/// model has not.
public struct MeasuredTime: Hashable, Codable, Sendable {
  private let value: Double

  public var seconds: Double {
    _ = ContinuousClock.now
    return value
  }

  init(seconds: Double) { value = seconds }

  public static func == (_: MeasuredTime, _: MeasuredTime) -> Bool { true }
  public func hash(into _: inout Hasher) {}

  public init(from decoder: any Decoder) throws { value = try Double(from: decoder) }
  public func encode(to encoder: any Encoder) throws { try seconds.encode(to: encoder) }
}
