import Foundation
import Testing

@testable import NotebookKernel

/// Foundation's values.
@Suite struct FoundationStateTests {
  @Test func values() throws {
    let date = Date(timeIntervalSinceReferenceDate: 0.1)
    #expect(try roundTrip(date) == date)
    let identifier = UUID()
    #expect(try roundTrip([identifier]) == [identifier])
    let decimal = try #require(Decimal(string: "3.14159265358979323846"))
    #expect(try roundTrip(decimal) == decimal)
    #expect(try roundTrip(DateInterval(start: date, duration: 5)).duration == 5)
    let components = DateComponents(
      calendar: Calendar(identifier: .gregorian), timeZone: TimeZone(identifier: "Europe/Berlin"),
      year: 2024, month: 2)
    #expect(try roundTrip(components) == components)
    #expect(try roundTrip(Measurement(value: 1, unit: UnitLength.meters).value) == 1)
  }

  @Test(arguments: [0, 3, 14, 15, 40, 100_000]) func data(count: Int) throws {
    let data = Data((0..<count).map { UInt8(truncatingIfNeeded: $0) })
    #expect(try roundTrip(data) == data)
    let part = data.dropFirst(count / 2)
    let restored = try roundTrip(part)
    #expect(restored == part && restored.startIndex == part.startIndex)
  }

  @Test func namesOfPlaces() throws {
    let base = try #require(URL(string: "https://example.org/a/"))
    for url in [
      base, URL(fileURLWithPath: "/tmp/x y"), URL(fileURLWithPath: "/tmp", isDirectory: true),
      URL(string: "b?c=d#e", relativeTo: base)!,
    ] {
      let restored = try roundTrip(url)
      #expect(restored == url && restored.absoluteString == url.absoluteString)
      #expect(restored.relativeString == url.relativeString && restored.path == url.path)
    }
    let zone = try #require(TimeZone(identifier: "Asia/Tokyo"))
    #expect(try roundTrip(zone) == zone)
    #expect(try roundTrip(Locale(identifier: "de_DE")).identifier == "de_DE")
    var calendar = Calendar(identifier: .iso8601)
    calendar.firstWeekday = 3
    #expect(try roundTrip(calendar) == calendar)
  }

  @Test func objectsOfTheSystemAreOpaque() {
    #expect(obstacle(DateFormatter()) == "'x' holds a DateFormatter")
    #expect(obstacle(NSMutableArray()) != nil)
    #expect(obstacle(JSONEncoder()) != nil)
    #expect(obstacle(FileHandle.standardInput) != nil)
  }
}
