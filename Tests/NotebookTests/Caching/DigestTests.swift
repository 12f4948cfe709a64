import Foundation
import Testing

@testable import Notebook

@Suite struct DigestTests {
  @Test func isSHA256() {
    #expect(
      Digest(of: "abc").hex == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      Digest(of: "").hex == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  }

  @Test func hasOneText() throws {
    let digest = Digest(of: "abc")
    #expect(Digest(hex: digest.hex) == digest)
    #expect(Digest(bytes: digest.bytes) == digest)
    #expect(Digest(hex: digest.hex.uppercased()) == nil)
    #expect(Digest(hex: digest.hex.dropLast()) == nil)
    #expect(Digest(hex: digest.hex + "0") == nil)
    #expect(Digest(hex: "") == nil)
  }

  @Test func isOrderedAsItsDigits() {
    let digests = (0..<50).map { Digest(of: "\($0)") }
    #expect(digests.sorted().map(\.hex) == digests.map(\.hex).sorted())
  }

  @Test func isCodedAsText() throws {
    let digests = [Digest(of: "a"), Digest(of: "b")]
    let coded = try JSONEncoder().encode(digests)
    #expect(try JSONDecoder().decode([Digest].self, from: coded) == digests)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([Digest].self, from: Data("[\"abc\"]".utf8))
    }
  }

  @Test func otherPartsGiveOtherDigests() {
    func digest(_ append: (inout DigestBuilder) -> Void) -> Digest {
      var builder = DigestBuilder()
      append(&builder)
      return builder.finish()
    }
    let digests = [
      digest {
        $0.append("ab")
        $0.append("c")
      },
      digest {
        $0.append("a")
        $0.append("bc")
      },
      digest { $0.append("abc") }, digest { $0.append(["a", "bc"]) },
      digest { $0.append(["ab", "c"]) }, digest { $0.append(nil as String?) },
      digest { $0.append("" as String?) },
      digest {
        $0.append("")
        $0.append("")
      },
      digest { $0.append(1) }, digest { $0.append(1 as UInt8) }, digest { $0.append(true) },
      digest { $0.append(Digest(of: "a")) }, digest { _ in },
    ]
    // One byte is one byte, be it a number or a truth.
    #expect(Set(digests).count == digests.count - 1)
  }
}
