import Foundation

// Those of Foundation's values whose stored properties are references. Date, UUID, Decimal and the
// like are structs of plain values.

extension Data: OwnCodec {
  static var codec: any ValueCodec {
    DerivedCodec<Data, (start: Int, bytes: [UInt8])> { data in
      (data.startIndex, Array(data))
    } _: { parts in
      guard 0...Int(Int32.max) ~= parts.start else { return nil }
      guard parts.start > 0 else { return Data(parts.bytes) }
      return (Data(count: parts.start) + parts.bytes)[parts.start...]
    }
  }
}

extension URL: OwnCodec {
  static var codec: any ValueCodec {
    DerivedCodec<URL, (text: String, base: [String])> { url in
      var base: [String] = []
      var next = url.baseURL
      while let current = next {
        base.append(current.relativeString)
        next = current.baseURL
      }
      return (url.relativeString, base)
    } _: { parts in
      var base: URL?
      for text in parts.base.reversed() { base = URL(string: text, relativeTo: base) }
      return URL(string: parts.text, relativeTo: base)
    }
  }
}

extension TimeZone: OwnCodec {
  static var codec: any ValueCodec {
    DerivedCodec<TimeZone, String>(\.identifier) { TimeZone(identifier: $0) }
  }
}

extension Locale: OwnCodec {
  static var codec: any ValueCodec {
    DerivedCodec<Locale, String>(\.identifier) { Locale(identifier: $0) }
  }
}

extension Calendar: OwnCodec {
  static var codec: any ValueCodec {
    DerivedCodec<
      Calendar,
      (
        identifier: Identifier, locale: Locale?, timeZone: TimeZone, firstWeekday: Int,
        minimumDaysInFirstWeek: Int
      )
    > { calendar in
      (
        calendar.identifier, calendar.locale, calendar.timeZone, calendar.firstWeekday,
        calendar.minimumDaysInFirstWeek
      )
    } _: { parts in
      guard 1...7 ~= parts.firstWeekday, 1...7 ~= parts.minimumDaysInFirstWeek else { return nil }
      var calendar = Calendar(identifier: parts.identifier)
      calendar.locale = parts.locale
      calendar.timeZone = parts.timeZone
      calendar.firstWeekday = parts.firstWeekday
      calendar.minimumDaysInFirstWeek = parts.minimumDaysInFirstWeek
      return calendar
    }
  }
}
