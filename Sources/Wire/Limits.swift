/// The bounds which one end of a connection keeps, and announces in its HELLO.
///
/// Source: proto-like-specs/wire.md, "Limits". Times are nanoseconds.
package struct Limits: Sendable, Equatable {
  /// Calls opened and not ended by STATUS; a cancelled call counts until its STATUS.
  package var callsInFlightMax = 100
  /// Body of one frame before authentication: a HELLO with a token and a few names fits.
  package var greetingBodyByteCountMax = 4 << 10
  /// Body of one frame after authentication.
  package var frameBodyByteCountMax = 4 << 20
  /// One message, all its frames together.
  package var messageByteCountMax = 4 << 20
  /// Header of a CALL: a method, a key and some metadata.
  package var headerByteCountMax = 16 << 10
  /// Body of a STATUS without its message.
  package var statusByteCountMax = 64 << 10
  /// Credit which a new stream starts with, each way.
  package var streamWindow = 256 << 10
  /// Credit which the connection starts with, each way. It bounds what the other end can make
  /// this end hold, and is above `messageByteCountMax`, so that a whole message always fits.
  package var connectionWindow = 8 << 20

  /// Bytes waiting for the transport, above which messages wait in their streams and reading
  /// pauses.
  package var outputByteCountMax = 1 << 20
  /// Bytes of messages waiting for credit in all streams together.
  package var queuedByteCountMax = 16 << 20
  /// Largest part of a message put into one frame, so that streams take turns.
  package var fragmentByteCountMax = 64 << 10

  /// From the first byte to the accepted HELLO.
  package var greetingTimeMax: UInt64 = 5 * .second
  /// From the first to the last byte of a frame.
  package var frameTimeMax: UInt64 = 10 * .second
  /// Without any frame received.
  package var idleTimeMax: UInt64 = 600 * .second
  /// With bytes to write and none taken by the transport.
  package var stallTimeMax: UInt64 = 10 * .second
  /// The client sends PING after this time without receiving a frame.
  package var pingAfter: UInt64 = 300 * .second
  /// The client gives up when a PING stays unanswered this long.
  package var pongTimeMax: UInt64 = 20 * .second

  /// Cancelled and refused calls within `cancelPeriod`.
  package var cancelsMax = 200
  package var cancelPeriod: UInt64 = 30 * .second
  /// Control frames in a burst; refilled by `controlFramesPerSecond`.
  package var controlFrameBurstMax = 20
  package var controlFramesPerSecond = 10

  package static let standard = Limits()
  package init() {}
}

/// The limits of the other end, as read from its HELLO.
package struct PeerLimits: Sendable, Equatable {
  package var callsInFlightMax: Int
  package var messageByteCountMax: Int
  package var streamWindow: Int
  package var connectionWindow: Int

  /// Smallest window: below it no message would ever move.
  package static let windowMin = 16 << 10
  /// Largest credit: it must fit 31 bits. Source: wire.md, "Flow control".
  package static let windowMax = (1 << 31) - 1

  /// - Returns: nil when a window lies outside `windowMin...windowMax` or another limit is below 1.
  package init?(
    callsInFlightMax: Int, messageByteCountMax: Int, streamWindow: Int, connectionWindow: Int
  ) {
    let windows = Self.windowMin...Self.windowMax
    guard windows.contains(streamWindow), windows.contains(connectionWindow) else { return nil }
    guard callsInFlightMax >= 1, messageByteCountMax >= 1 else { return nil }
    self.callsInFlightMax = callsInFlightMax
    self.messageByteCountMax = messageByteCountMax
    self.streamWindow = streamWindow
    self.connectionWindow = connectionWindow
  }

  /// What an end with `limits` announces.
  package init(_ limits: Limits) {
    callsInFlightMax = limits.callsInFlightMax
    messageByteCountMax = limits.messageByteCountMax
    streamWindow = limits.streamWindow
    connectionWindow = limits.connectionWindow
  }
}

extension UInt64 {
  /// Nanoseconds in a second.
  static let second: UInt64 = 1_000_000_000
}
