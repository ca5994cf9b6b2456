import Bytes

/// Why a connection ends, as GOAWAY carries it. Source: proto-like-specs/wire.md, "Close codes".
package struct CloseCode: RawRepresentable, Sendable, Hashable {
  package let rawValue: UInt32
  package init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Drain: calls in flight finish, new ones go to another connection.
  package static let draining = CloseCode(rawValue: 0)
  package static let protocolError = CloseCode(rawValue: 1)
  package static let badPreface = CloseCode(rawValue: 2)
  package static let versionUnsupported = CloseCode(rawValue: 3)
  package static let frameTooLarge = CloseCode(rawValue: 4)
  package static let messageTooLarge = CloseCode(rawValue: 5)
  package static let flowControl = CloseCode(rawValue: 6)
  package static let tooManyCancels = CloseCode(rawValue: 7)
  package static let tooManyControlFrames = CloseCode(rawValue: 8)
  package static let unauthenticated = CloseCode(rawValue: 9)
  package static let greetingTimeout = CloseCode(rawValue: 10)
  package static let frameTimeout = CloseCode(rawValue: 11)
  package static let idle = CloseCode(rawValue: 12)
  package static let stalled = CloseCode(rawValue: 13)
  package static let overloaded = CloseCode(rawValue: 14)
}

/// A reason to end a connection: the other end broke a rule, or reached a limit.
package struct ProtocolError: Error, Sendable, Equatable {
  package let code: CloseCode
  /// For the other end's engineer; holds no value from a message body.
  package let text: String

  package init(_ code: CloseCode, _ text: String) {
    self.code = code
    self.text = text
  }
}

/// What a GOAWAY frame says.
package struct GoAway: Sendable, Equatable {
  /// Largest body: 8 bytes and the text.
  package static let bodyByteCountMax = 8 + 1024

  /// Highest stream which the sender has begun; later ones never ran.
  package let lastStream: StreamID
  package let code: CloseCode
  package let text: String

  package init(lastStream: StreamID, code: CloseCode, text: String) {
    self.lastStream = lastStream
    self.code = code
    self.text = text
  }

  init(parsing body: RawSpan) throws(ProtocolError) {
    guard let lastStream = body.bigEndian(UInt32.self, at: 0),
      let code = body.bigEndian(UInt32.self, at: 4), body.byteCount <= Self.bodyByteCountMax
    else { throw ProtocolError(.protocolError, "GOAWAY of \(body.byteCount) bytes") }
    self.lastStream = lastStream
    self.code = CloseCode(rawValue: code)
    text = String(decoding: body.extracting(droppingFirst: 8).array, as: UTF8.self)
  }

  func write(to output: inout [UInt8]) {
    let text = Array(text.utf8.prefix(Self.bodyByteCountMax - 8))
    FrameHeader(bodyByteCount: 8 + text.count, type: .goAway).write(to: &output)
    output.append(bigEndian: lastStream)
    output.append(bigEndian: code.rawValue)
    output.append(contentsOf: text)
  }
}

/// How a connection came to its end.
package enum Closing: Sendable, Equatable {
  /// The other end closed the transport.
  case ended
  /// This end refuses to go on; its GOAWAY waits in the output.
  case failed(ProtocolError)
}
