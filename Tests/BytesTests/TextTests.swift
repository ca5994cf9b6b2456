import Bytes
import Foundation
import Testing

struct HexTests {
  @Test func everyByteBothWays() {
    let all = (0...255).map { UInt8($0) }
    let text = Hex.text(all)
    #expect(text.hasPrefix("000102") && text.hasSuffix("fdfeff") && text.utf8.count == 512)
    #expect(Hex.bytes(text) == all)
    #expect(Hex.bytes(text.uppercased()) == all)
    #expect(Hex.bytes("") == [])
  }

  @Test(arguments: ["0", "0g", "g0", " 00", "0x00", "00 ", "é", "０１", "/0", ":0", "@0", "`0"])
  func refused(_ text: String) { #expect(Hex.bytes(text) == nil) }
}

struct Base64Tests {
  // Source: RFC 4648 section 10.
  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
    ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
  ])
  func vectors(_ plain: String, _ text: String) {
    #expect(Base64.text(Array(plain.utf8)) == text)
    #expect(Base64.bytes(text) == Array(plain.utf8))
  }

  @Test func agreesWithFoundation() {
    var state: UInt64 = 42
    for count in 0..<200 {
      let bytes = (0..<count).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return UInt8(truncatingIfNeeded: state >> 56)
      }
      let text = Data(bytes).base64EncodedString()
      #expect(Base64.text(bytes) == text)
      #expect(Base64.bytes(text) == bytes)
    }
  }

  @Test(arguments: [
    "Zg", "Zg=", "Zg===", "Z===", "====", "=Zg=", "Z=g=", "Zm9vZg", "Zg==Zg==", "Zg== ", "Zm9-",
    "Zm9_", "Zm\n9", "Zm9é", "Zg=A",
  ])
  func refused(_ text: String) { #expect(Base64.bytes(text) == nil) }

  /// Of all texts for one byte only one is canonical: the four unused bits are zero.
  @Test func unusedBitsAreZero() {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    let oneByte = alphabet.filter { Base64.bytes("A\($0)==") != nil }
    #expect(String(oneByte) == "AQgw")
    let twoBytes = alphabet.filter { Base64.bytes("AA\($0)=") != nil }
    #expect(twoBytes.count == 16)
  }
}

struct IdentifierTests {
  private let text = "0192f5c8-1234-7abc-9def-0123456789ab"

  @Test func textAndBytes() throws {
    let id = try #require(Identifier(text))
    #expect(id.description == text)
    #expect(Identifier(text.uppercased()) == id)
    #expect(id.bytes.count == 16 && Identifier(bytes: id.bytes) == id)
    #expect(id.high == 0x0192_f5c8_1234_7abc && id.low == 0x9def_0123_4567_89ab)
  }

  @Test(arguments: [
    "", "0192f5c812347abc9def0123456789ab", "0192f5c8-1234-7abc-9def-0123456789a",
    "0192f5c8-1234-7abc-9def-0123456789abc", "0192f5c8-1234-7abc-9def-0123456789ag",
    "{0192f5c8-1234-7abc-9def-0123456789ab}", "0192f5c81-234-7abc-9def-0123456789ab",
  ])
  func refused(_ text: String) { #expect(Identifier(text) == nil) }

  @Test func wrongByteCounts() {
    for count in [0, 15, 17] {
      #expect(Identifier(bytes: [UInt8](repeating: 0, count: count)) == nil)
    }
  }

  @Test func versionSeven() {
    for random in [0, UInt64.max, 0x0123_4567_89AB_CDEF] {
      let id = Identifier(milliseconds: 0x0192_F5C8_1234, randomHigh: random, randomLow: random)
      #expect(id.high >> 16 == 0x0192_F5C8_1234)
      #expect(id.high >> 12 & 15 == 7 && id.low >> 62 == 2)
    }
    let early = Identifier(milliseconds: 1, randomHigh: .max, randomLow: .max)
    let late = Identifier(milliseconds: 2, randomHigh: 0, randomLow: 0)
    #expect(early < late && early.description < late.description)
  }
}

struct DigestTests {
  @Test func bytesAreKeptInOrder() throws {
    let bytes = (0..<32).map { UInt8($0 * 7) }
    let digest = try #require(Digest(bytes: bytes))
    #expect(digest.bytes == bytes)
    #expect(digest == Digest(bytes: ([9] + bytes)[1...]))
    #expect(digest == Digest(bytes: bytes.lazy.map { $0 }))
    #expect(digest.description == Hex.text(bytes))
    var out: [UInt8] = [1]
    digest.append(to: &out)
    #expect(out == [1] + bytes)
    let words = stride(from: 0, to: 32, by: 8).map { start in
      bytes[start..<start + 8].reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
    }
    #expect(digest == Digest(bigEndian: (words[0], words[1], words[2], words[3])))
    for index in 0..<32 {
      var other = bytes
      other[index] ^= 1
      #expect(Digest(bytes: other) != digest)
    }
    #expect(Digest(bytes: bytes[1...]) == nil)
    #expect(Digest(bytes: bytes.lazy.dropLast()) == nil)
  }

  @Test func byteCounts() {
    #expect(Digest(bytes: [UInt8](repeating: 1, count: 31)) == nil)
    #expect(Digest(bytes: [UInt8](repeating: 1, count: 33)) == nil)
    let digest = Digest(bytes: [UInt8](repeating: 0xAB, count: 32))
    #expect(digest?.description == String(repeating: "ab", count: 32))
  }

  @Test func equality() {
    #expect(equalInConstantTime([], []))
    #expect(equalInConstantTime([1, 2, 3], [1, 2, 3]))
    #expect(!equalInConstantTime([1, 2, 3], [1, 2]))
    for index in 0..<32 {
      for bit in 0..<8 {
        var other = [UInt8](repeating: 7, count: 32)
        other[index] ^= 1 << bit
        #expect(!equalInConstantTime([UInt8](repeating: 7, count: 32), other))
      }
    }
  }
}

struct BigEndianTests {
  @Test func reads() {
    let bytes: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8, 9]
    let span = bytes.span.bytes
    #expect(span.bigEndian(UInt8.self, at: 8) == 9)
    #expect(span.bigEndian(UInt16.self, at: 1) == 0x0203)
    #expect(span.bigEndian(UInt32.self, at: 5) == 0x0607_0809)
    #expect(span.bigEndian(UInt64.self, at: 1) == 0x0203_0405_0607_0809)
    #expect(span.bigEndian(Int16.self, at: 0) == 0x0102)
    #expect(span.bigEndian(UInt64.self, at: 2) == nil)
    #expect(span.bigEndian(UInt8.self, at: 9) == nil)
    #expect(span.bigEndian(UInt8.self, at: 100) == nil)
    #expect(span.array == bytes)
    #expect(span.extracting(3..<3).array == [])
  }

  @Test func writesWhatItReads() {
    var out: [UInt8] = [0xEE]
    out.append(bigEndian: UInt16(0x0102))
    out.append(bigEndian: Int32(-2))
    out.append(bigEndian: UInt64.max - 1)
    #expect(out.count == 15 && Array(out.prefix(7)) == [0xEE, 1, 2, 255, 255, 255, 254])
    #expect(out.span.bytes.bigEndian(Int32.self, at: 3) == -2)
    out.overwrite(bigEndian: UInt32(0xA0B0_C0D0), at: 1)
    #expect(out.span.bytes.bigEndian(UInt32.self, at: 1) == 0xA0B0_C0D0)
    let more: [UInt8] = [7, 8, 9]
    out.append(more.span.bytes)
    #expect(out.suffix(3) == [7, 8, 9])
  }

  @Test func overwriteOutsideStops() async {
    await #expect(processExitsWith: .failure) {
      var out: [UInt8] = [1, 2, 3]
      out.overwrite(bigEndian: UInt32(1), at: 0)
    }
  }
}
