import Bytes

/// Number of a call on its connection: odd, rising, chosen by the client.
package typealias StreamID = UInt32

/// What a frame is for.
package enum FrameType: UInt8, Sendable, CaseIterable {
  case hello = 1
  case call = 2
  case message = 3
  case halfClose = 4
  case status = 5
  case cancel = 6
  case window = 7
  case ping = 8
  case pong = 9
  case goAway = 10

  /// Whether the frame belongs to a call; WINDOW belongs to a call or to the connection.
  var belongsToStream: Bool? {
    switch self {
    case .call, .message, .halfClose, .status, .cancel: true
    case .hello, .ping, .pong, .goAway: false
    case .window: nil
    }
  }

  /// Flags which the frame may carry.
  var flagsAllowed: FrameFlags {
    switch self {
    case .call: [.more, .end, .inside]
    case .message: [.more, .end]
    case .status: [.inside]
    case .hello, .halfClose, .cancel, .window, .ping, .pong, .goAway: []
    }
  }
}

/// The flag bits of a frame.
package struct FrameFlags: OptionSet, Sendable {
  package let rawValue: UInt8
  package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The message goes on in the next MESSAGE frame of the stream.
  package static let more = FrameFlags(rawValue: 1)
  /// Reserved for compressed messages; refused.
  package static let compressed = FrameFlags(rawValue: 2)
  /// The sender sends no message after this one.
  package static let end = FrameFlags(rawValue: 4)
  /// A message follows the header of a CALL or the body of a STATUS in the same frame.
  package static let inside = FrameFlags(rawValue: 8)
}

/// The fixed part of every frame.
///
/// Layout, big-endian: `u32` body length in bytes, `u8` type, `u8` flags, `u16` zero, `u32` stream.
/// Source: proto-like-specs/wire.md, "Frames".
package struct FrameHeader: Sendable, Equatable {
  package static let byteCount = 12

  package let bodyByteCount: Int
  package let type: FrameType
  package let flags: FrameFlags
  package let stream: StreamID

  package init(bodyByteCount: Int, type: FrameType, flags: FrameFlags = [], stream: StreamID = 0) {
    self.bodyByteCount = bodyByteCount
    self.type = type
    self.flags = flags
    self.stream = stream
  }

  /// Reads a header from the front of `bytes`.
  ///
  /// - Returns: nil when `bytes` holds fewer than 12 bytes; read more and ask again.
  /// - Throws: for a body above `bodyByteCountMax`, before any of it is buffered; for an unknown
  ///   type, a flag which the type has not, a reserved bit, a stream number where none belongs.
  package static func parse(
    _ bytes: RawSpan, bodyByteCountMax: Int
  ) throws(ProtocolError) -> FrameHeader? {
    guard let first = bytes.bigEndian(UInt64.self, at: 0),
      let stream = bytes.bigEndian(UInt32.self, at: 8)
    else { return nil }
    let length = Int(first >> 32)
    guard length <= bodyByteCountMax else {
      throw ProtocolError(
        .frameTooLarge, "frame of \(length) bytes; the limit is \(bodyByteCountMax)")
    }
    guard first & 0xFFFF == 0 else {
      throw ProtocolError(.protocolError, "reserved bytes of the frame header are not zero")
    }
    let typeByte = UInt8(truncatingIfNeeded: first >> 24)
    guard let type = FrameType(rawValue: typeByte) else {
      throw ProtocolError(.protocolError, "unknown frame type \(typeByte)")
    }
    let flags = FrameFlags(rawValue: UInt8(truncatingIfNeeded: first >> 16))
    guard flags.isSubset(of: type.flagsAllowed) else {
      throw ProtocolError(
        .protocolError, "flags \(flags.rawValue) are not allowed on frame type \(typeByte)")
    }
    if let belongs = type.belongsToStream, belongs != (stream != 0) {
      throw ProtocolError(.protocolError, "frame type \(typeByte) on stream \(stream)")
    }
    return FrameHeader(bodyByteCount: length, type: type, flags: flags, stream: stream)
  }

  /// Appends the 12 bytes.
  package func write(to output: inout [UInt8]) {
    precondition(bodyByteCount >= 0 && bodyByteCount <= UInt32.max, "body of \(bodyByteCount)")
    let first =
      UInt64(bodyByteCount) << 32 | UInt64(type.rawValue) << 24 | UInt64(flags.rawValue) << 16
    output.append(bigEndian: first)
    output.append(bigEndian: stream)
  }
}
