import Access
import Bytes
import Contract
import Testing

@Suite struct TokenTests {
  static let registers: [Token.Register] = [.platform, .subjects(tenant: Fixture.tenant)]

  @Test(arguments: registers) func readsWhatItWrote(register: Token.Register) throws {
    var numbers = SeededNumbers(state: 1)
    for _ in 0..<100 {
      let token = Token(register: register, secret: numbers.bytes(Token.secretByteCount))
      let read = try #require(Token(token.text))
      #expect(read.register == register)
      #expect(read.hash == token.hash)
      #expect(read.text == token.text)
      #expect(token.text.utf8.count <= Token.textByteCountMax)
    }
  }

  @Test func hasTheDocumentedBytes() {
    // The expected text and hash were computed with Python's hashlib.
    let token = Token(register: .platform, secret: Array(0..<32))
    #expect(token.text == Golden.platformText)
    #expect(token.hash.description == Golden.platformHash)
    let subject = Token(register: .subjects(tenant: Fixture.tenant), secret: Array(0..<32))
    #expect(subject.text == Golden.subjectText)
    #expect(subject.hash.description == Golden.subjectHash)
  }

  @Test(arguments: registers) func refusesEveryBitFlipPrefixAndTail(register: Token.Register) {
    var numbers = SeededNumbers(state: 2)
    let token = Token(register: register, secret: numbers.bytes(32))
    let text = Array(token.text.utf8)
    for index in text.indices {
      for bit in 0..<8 {
        var flipped = text
        flipped[index] ^= 1 << UInt8(bit)
        #expect(Token(String(decoding: flipped, as: UTF8.self)) == nil, "byte \(index) bit \(bit)")
      }
      #expect(Token(String(decoding: text.prefix(index), as: UTF8.self)) == nil)
    }
    for other in ["0", " ", "_", "\n"] { #expect(Token(token.text + other) == nil) }
    #expect(Token(token.text.uppercased()) == nil)
    #expect(Token(" " + token.text) == nil)
    #expect(Token(String(repeating: "_", count: 100_000)) == nil)
  }

  @Test(arguments: [3] as [UInt64]) func noFlippedTokenFindsACredential(seed: UInt64) {
    // Flips of one to eight characters against one stored credential.
    var numbers = SeededNumbers(state: seed)
    let token = Token(register: .platform, secret: numbers.bytes(32))
    let text = Array(token.text.utf8)
    let digits = Array("0123456789abcdef".utf8)
    var accepted = 0
    for _ in 0..<20_000 {
      var changed = text
      for _ in 0...(numbers.next() % 8) {
        let index = 6 + Int(numbers.next() % UInt64(text.count - 6))
        changed[index] = digits[Int(numbers.next() % 16)]
      }
      guard changed != text, let read = Token(String(decoding: changed, as: UTF8.self)) else {
        continue
      }
      if read.hash == token.hash { accepted += 1 }
    }
    #expect(accepted == 0, "seed \(seed)")
  }

  @Test func namesNoSecretInItsDescription() {
    let token = Token(register: .subjects(tenant: Fixture.tenant), secret: Array(0..<32))
    #expect("\(token)" == "Token(subjects of \(Fixture.tenant))")
  }
}

/// Tokens of the secret 00…1f.
enum Golden {
  static let platformText =
    "tly_p_000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1fa0e193d3"
  static let platformHash = "03ef5a9db919b47daaef61ab01b511556673d2b68697a40fecadbf13ee059281"
  static let subjectText =
    "tly_s00000000000000010000000000000001_000102030405060708090a"
    + "0b0c0d0e0f101112131415161718191a1b1c1d1e1f1a2a348e"
  static let subjectHash = "e8dc2a14588d1c45893af4f7c7f2777b32f7adef682bd9b1dcee7eb4f0893c5b"
}
