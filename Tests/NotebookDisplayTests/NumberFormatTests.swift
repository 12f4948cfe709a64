import NotebookDisplay
import Testing

@Suite struct NumberFormatTests {
  @Test(arguments: [
    (0, "0"), (999, "999"), (1000, "1,000"), (60_965_224, "60,965,224"), (-1234, "−1,234"),
  ])
  func groupsIntegers(value: Int, expected: String) {
    #expect(format(value) == expected)
  }

  @Test func leavesYearsAlone() {
    #expect(format(2026, .ungrouped) == "2026")
  }

  @Test func keepsTheShortestFormOfFractions() {
    #expect(format(0.1) == "0.1")
    #expect(format(Float(0.1)) == "0.1")
    #expect(format(-1e-7) == "−1e-07")
  }

  @Test(arguments: [
    (3.14159, 2, "3.14"), (1234.5, 2, "1,234.50"), (-0.001, 2, "0.00"), (0.125, 2, "0.12"),
    (2.675, 2, "2.67"), (1e21, 0, "1,000,000,000,000,000,000,000"),
  ])
  func roundsTheExactBinaryValue(value: Double, digits: Int, expected: String) {
    #expect(fixed(value, digits: digits) == expected)
  }

  @Test(arguments: [
    (0.9812, 2, "98.12%"), (0.9812, 0, "98%"), (1.0, 1, "100.0%"), (0.0, 0, "0%"),
    (0.00512, 1, "0.5%"), (-0.25, 0, "−25%"), (12.5, 0, "1,250%"),
  ])
  func movesThePointOfPercentages(value: Double, digits: Int, expected: String) {
    #expect(percent(value, digits: digits) == expected)
  }

  @Test func writesExponentsWithoutPadding() {
    #expect(format(0.00015, .scientific(digits: 1)) == "1.5e-4")
    #expect(format(123456, .scientific()) == "1.23e5")
  }

  @Test func choosesPrefixes() {
    #expect(format(1_430_000_000, .si(unit: "FLOP")) == "1.43 GFLOP")
    #expect(format(999_999, .si()) == "1.00 M")
    #expect(format(244_403_360, .binary()) == "233.08 MiB")
    #expect(format(512, .binary()) == "512 B")
  }

  @Test func namesWhatIsNoNumber() {
    #expect(format(Double.nan, .fixed(digits: 2)) == "NaN")
    #expect(format(-Double.infinity) == "−∞")
  }
}
