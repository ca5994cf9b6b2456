/// A message waiting for credit or room.
struct Outgoing: Sendable {
  let bytes: [UInt8]
  /// How much has been written; above 0 the message has been begun in fragments.
  var offset = 0
  var isLast: Bool

  var restByteCount: Int { bytes.count - offset }
}

/// One call, from either end.
struct Stream: Sendable {
  /// Charged for every frame that carries a message, beside its bytes: it bounds empty messages.
  /// Source: proto-like-specs/wire.md, "Flow control".
  static let frameCost = 16

  // Outgoing.
  var sendCredit: Int
  var queue: [Outgoing] = []
  /// The owner was told to pause.
  var isPaused = false
  /// Stands in `Line.waiting`.
  var isWaiting = false
  /// The last message was accepted, or the half close sent.
  var isSendClosed = false
  /// STATUS body to be written when `queue` is empty.
  var status: [UInt8]?

  // Incoming.
  var receiveCredit: Int
  /// Given back by the owner and not yet by a WINDOW frame.
  var grantPending = 0
  /// Credit of messages delivered and not given back.
  var heldOnStream = 0
  var heldOnConnection = 0
  /// Fragments of the message being received, and what they have used up.
  var assembly: [UInt8] = []
  var assemblyOnStream = 0
  var assemblyOnConnection = 0
  var isAssembling = false
  var isReceiveClosed = false

  /// The client gave up; the slot stays taken until STATUS.
  var isCancelled = false

  init(sendCredit: Int, receiveCredit: Int) {
    self.sendCredit = sendCredit
    self.receiveCredit = receiveCredit
  }

  /// Gives back what fragments used while nothing else of this stream is held, so that a message
  /// larger than the window can arrive. The connection's window still bounds it.
  mutating func settleAssembly() {
    guard heldOnStream == 0, assemblyOnStream > 0 else { return }
    grantPending += assemblyOnStream
    assemblyOnStream = 0
  }
}
