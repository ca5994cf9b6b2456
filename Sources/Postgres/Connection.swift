import CLibPQ
import Dispatch
import Synchronization

/// One libpq connection.
///
/// Owned by one actor at a time: an opener hands it over to a session and forgets it.
@safe final class Connection: @unchecked Sendable {
  // Safe because only its present owner calls it, on the owner's queue.
  enum PollStep: Sendable { case reading, writing, connected, failed }
  enum FlushStep: Sendable { case flushed, pending, failed }
  enum CopyStep: Sendable { case row, wait, ended, failed }

  private let handle: OpaquePointer
  private let warnings: WarningLog

  /// Begins to connect. A host name is looked up here, which may block.
  ///
  /// - Returns: nil when libpq could not even begin.
  init?(starting parameters: [ConnectionTarget.Parameter]) {
    let handle = unsafe CStrings.with(parameters.map { $0.name }) { keywords in
      unsafe CStrings.with(parameters.map { $0.value }) { values in
        unsafe PQconnectStartParams(keywords, values, 0)
      }
    }
    guard let handle = unsafe handle else { return nil }
    guard unsafe PQstatus(handle) != CONNECTION_BAD else {
      unsafe PQfinish(handle)
      return nil
    }
    unsafe self.handle = handle
    warnings = WarningLog()
    unsafe PQsetNoticeReceiver(
      handle,
      { argument, result in
        guard let argument = unsafe argument, let result = unsafe result else { return }
        let log = unsafe Unmanaged<WarningLog>.fromOpaque(argument).takeUnretainedValue()
        unsafe log.received(result)
      }, Unmanaged.passUnretained(warnings).toOpaque())
  }

  deinit { unsafe PQfinish(handle) }

  /// May change while connecting.
  var socket: Int32 { unsafe PQsocket(handle) }
  var usedPassword: Bool { unsafe PQconnectionUsedPassword(handle) != 0 }
  /// The server process, as `pg_stat_activity.pid` has it.
  var processID: Int32 { unsafe PQbackendPID(handle) }

  func poll() -> PollStep {
    switch unsafe PQconnectPoll(handle) {
    case PGRES_POLLING_READING: .reading
    case PGRES_POLLING_WRITING: .writing
    case PGRES_POLLING_OK: .connected
    // C's enumeration is open, so a switch over it needs this.
    default: .failed
    }
  }

  func becomeNonBlocking() -> Bool { unsafe PQsetnonblocking(handle, 1) == 0 }
  func enterPipeline() -> Bool { unsafe PQenterPipelineMode(handle) == 1 }

  func sendPrepare(name: String, text: String, types: [UInt32]) -> Bool {
    unsafe types.withUnsafeBufferPointer { types in
      unsafe PQsendPrepare(handle, name, text, Int32(types.count), types.baseAddress) == 1
    }
  }

  func sendPrepared(name: String, _ parameters: EncodedParameters) -> Bool {
    unsafe parameters.withPointers { count, values, lengths, formats in
      unsafe PQsendQueryPrepared(handle, name, count, values, lengths, formats, 1) == 1
    }
  }

  /// Sends `text` unprepared.
  func send(text: String, types: [UInt32] = [], _ parameters: EncodedParameters = .init([])) -> Bool
  {
    unsafe types.withUnsafeBufferPointer { types in
      unsafe parameters.withPointers { count, values, lengths, formats in
        unsafe PQsendQueryParams(
          handle, text, count, types.baseAddress, values, lengths, formats, 1) == 1
      }
    }
  }

  func sendSync() -> Bool { unsafe PQpipelineSync(handle) == 1 }

  func flush() -> FlushStep {
    switch unsafe PQflush(handle) {
    case 0: .flushed
    case 1: .pending
    default: .failed
    }
  }

  /// Reads what the socket has. - Returns: false when the connection is lost; what arrived before
  /// can still be taken.
  func consumeInput() -> Bool { unsafe PQconsumeInput(handle) == 1 }
  /// Whether `nextResult` would wait. Also reads messages that belong to no command.
  var isBusy: Bool { unsafe PQisBusy(handle) == 1 }

  func nextResult() -> QueryResult? {
    guard let result = unsafe PQgetResult(handle) else { return nil }
    return unsafe QueryResult(adopting: result)
  }

  var transactionStatus: SessionMachine.TransactionStatus {
    switch unsafe PQtransactionStatus(handle) {
    case PQTRANS_IDLE: .idle
    case PQTRANS_INTRANS: .open
    case PQTRANS_INERROR: .failed
    // C's enumeration is open, so a switch over it needs this.
    default: .unknown
    }
  }

  /// SQLSTATE of the last warning since this was asked before.
  func takeWarning() -> String? { warnings.take() }

  func cancelToken() -> CancelToken? {
    guard let token = unsafe PQgetCancel(handle) else { return nil }
    return unsafe CancelToken(adopting: token)
  }

  /// Appends one row of a COPY to `buffer` when one is there.
  func copyRow(into buffer: inout [UInt8]) -> CopyStep {
    var start: UnsafeMutablePointer<CChar>? = nil
    let byteCount = unsafe PQgetCopyData(handle, &start, 1)
    defer { if let start = unsafe start { unsafe PQfreemem(start) } }
    switch byteCount {
    case 0: return .wait
    case -1: return .ended
    case 1...:
      guard let start = unsafe start else { return .failed }
      unsafe buffer.append(contentsOf: UnsafeRawBufferPointer(start: start, count: Int(byteCount)))
      return .row
    default: return .failed
    }
  }

  /// Gives libpq bytes of a COPY. - Returns: `pending` when nothing was taken yet.
  func putCopy(_ bytes: [UInt8]) -> FlushStep {
    let answer = unsafe bytes.withUnsafeBytes { bytes in
      unsafe PQputCopyData(
        handle, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count))
    }
    return answer == 1 ? .flushed : answer == 0 ? .pending : .failed
  }

  /// Ends a COPY to the server; with `refusal` the server rolls it back.
  func endCopy(refusal: String?) -> FlushStep {
    let answer =
      if let refusal { unsafe PQputCopyEnd(handle, refusal) } else {
        unsafe PQputCopyEnd(handle, nil)
      }
    return answer == 1 ? .flushed : answer == 0 ? .pending : .failed
  }

  func nextNotification() -> Notification? {
    guard let notify = unsafe PQnotifies(handle) else { return nil }
    defer { unsafe PQfreemem(notify) }
    guard let channel = unsafe notify.pointee.relname, let payload = unsafe notify.pointee.extra
    else { return nil }
    return unsafe Notification(
      channel: String(cString: channel), payload: String(cString: payload))
  }
}

/// Remembers the last warning of a connection.
private final class WarningLog {
  private var sqlState: String?

  @unsafe func received(_ notice: OpaquePointer) {
    // Source: PostgreSQL 15, postgres_ext.h: V is the severity, C the SQLSTATE.
    guard let severity = unsafe PQresultErrorField(notice, Int32(UInt8(ascii: "V"))),
      unsafe String(cString: severity) == "WARNING"
    else { return }
    let code = unsafe PQresultErrorField(notice, Int32(UInt8(ascii: "C")))
    sqlState = unsafe code.map { unsafe String(cString: $0) } ?? "01000"
  }

  func take() -> String? {
    defer { sqlState = nil }
    return sqlState
  }
}

/// Asks the server to stop what a session runs.
@safe final class CancelToken: @unchecked Sendable {
  // Safe because libpq's cancel object is immutable and made to be used from another thread.
  private let pointer: OpaquePointer
  private static let queue = DispatchQueue(label: "postgres.cancel", attributes: .concurrent)
  private static let inFlight = Mutex(0)

  init(adopting pointer: OpaquePointer) { unsafe self.pointer = pointer }

  deinit { unsafe PQfreeCancel(pointer) }

  /// Sends the request from a queue of its own, since libpq 15 blocks until it is sent.
  ///
  /// - Returns: false when too many requests are under way; the session is discarded anyway and
  ///   the server notices when it writes.
  @discardableResult
  func cancel() -> Bool {
    let isAdmitted = Self.inFlight.withLock { count in
      guard count < Limits.cancelsInFlightMax else { return false }
      count += 1
      return true
    }
    guard isAdmitted else { return false }
    Self.queue.async { @Sendable in
      // The answer is of no use: the session is discarded whether or not the server heard.
      var message = [CChar](repeating: 0, count: 256)
      _ = unsafe PQcancel(self.pointer, &message, Int32(message.count))
      Self.inFlight.withLock { $0 -= 1 }
    }
    return true
  }
}

extension EncodedParameters {
  /// Pointers into the buffer, for the time of `body`.
  @unsafe func withPointers<Result>(
    _ body: (
      Int32, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?
    ) -> Result
  ) -> Result {
    let lengths = slices.map { Int32(max(0, $0.byteCount)) }
    let formats = [Int32](repeating: 1, count: slices.count)
    return unsafe bytes.withUnsafeBytes { bytes in
      let values = unsafe slices.map { slice -> UnsafePointer<CChar>? in
        guard slice.byteCount >= 0, let base = bytes.baseAddress else { return nil }
        return unsafe (base + slice.start).assumingMemoryBound(to: CChar.self)
      }
      return unsafe body(Int32(slices.count), values, lengths, formats)
    }
  }
}
