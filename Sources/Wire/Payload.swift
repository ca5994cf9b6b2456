/// Bytes inside the body of a frame: one array, no copy for the parts.
package struct Payload: Sendable, Equatable {
  /// The array which holds the payload; parse `bytes.span.bytes.extracting(range)`.
  package let bytes: [UInt8]
  package let range: Range<Int>

  package init(_ bytes: [UInt8]) { self.init(bytes, range: 0..<bytes.count) }

  init(_ bytes: [UInt8], range: Range<Int>) {
    self.bytes = bytes
    self.range = range
  }

  /// A copy of the payload, or the array itself when it holds nothing else.
  package var array: [UInt8] {
    range == bytes.indices ? bytes : Array(bytes[range])
  }

  /// Calls `body` with the payload in place.
  package func withBytes<R, E: Error>(_ body: (RawSpan) throws(E) -> R) throws(E) -> R {
    try body(unsafe bytes.span.bytes.extracting(range))
  }

  package static func == (left: Payload, right: Payload) -> Bool {
    left.bytes[left.range] == right.bytes[right.range]
  }
}

/// The right to more bytes which a received message used up; give it back when the message is
/// done with, or the other end comes to a stop.
package struct Credit: Sendable, Equatable {
  let onStream: Int
  let onConnection: Int
}

/// One received message.
package struct Message: Sendable, Equatable {
  package let stream: StreamID
  package let payload: Payload
  package let credit: Credit
  /// The sender sends no message after this one.
  package let isLast: Bool
}

/// A call which the client opened.
package struct Call: Sendable, Equatable {
  package let stream: StreamID
  package let header: Payload
  /// The first message, when it came whole with the call.
  package let first: Message?
  /// The client sends no message after `first`: a unary call has both.
  package let isLast: Bool
}

/// What became of a message handed over for sending.
package enum Sending: Sendable, Equatable {
  /// Written or soon written; go on.
  case accepted
  /// Accepted, and waiting for credit or room: send no more before `canSend`.
  case paused
  /// Not accepted: too many bytes wait already. Try again after `canSend`.
  case full
  /// Not accepted: above the other end's limit for a message.
  case tooLarge
  /// Not accepted: the call has ended, was cancelled, or the connection is closing.
  case gone
}
