import Access
import Bytes
import Calls
import Contract
import Domain
import Engine
import FoundationEssentials
import SwiftProtobuf
import World

/// The calls that answer with a stream.
struct HouseStreams: StreamDesk {
  /// Leaves in one message of an export: below the largest message even with long leaves.
  private static let leavesPerPart: Int64 = 256
  private static let blocksPerRead: Int64 = 500
  private static let alertsPerRead = 200
  /// Bytes in one message of an extract.
  private static let extractPartByteCount = 256 * 1024
  /// Longest wait for one read, in nanoseconds.
  private static let readNanoseconds: UInt64 = 60_000_000_000
  /// How long a watch sleeps when nothing wakes it: polling is the truth, hints make it quick.
  /// Each poll is a transaction of the tenant, so many idle watches must not be many of those.
  private static let watchPause = Duration.seconds(5)
  /// Looks of a watch without an alert after which it tells its position.
  private static let heartbeatPauses = 2

  let world: World
  let extracts: ExtractShelf
  let hints: HintBoard
  /// Seals and signs a log of a tenant now, if that can be done.
  let seal: @Sendable (_ tenant: Identifier, _ log: Log) async -> Void

  private var deadline: UInt64 { world.monotonicNow() + Self.readNanoseconds }

  func watchAlerts(
    _ call: Authorised<Tally_V1_WatchAlertsRequest>, desk: TenantDesk, into sink: any MessageSink
  ) async throws(Refusal) {
    var position = call.request.afterPosition
    guard position >= -1 else { throw .invalid("after_position", "is below -1") }
    if position == -1 {
      position = try await desk.answer(LastAlertPosition(), deadline: deadline).position
      try await heartbeat(position, into: sink)
    }
    let (wakes, wake) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    let watched = desk.tenant.tenant
    let listening = hints.listen { tenant, given in
      if tenant == watched, given.contains(.alerts) { wake.yield() }
    } missed: {
      wake.yield()
    } closed: {
      wake.finish()
    }
    defer { hints.end(listening) }
    // Polling is the truth: the pause wakes the watch where no hint does. Ends with this call.
    async let _ = pauses(wake)
    var idlePauses = 0
    for await _ in wakes {
      let found = try await desk.answer(
        AlertsAfter(after: position, limit: Self.alertsPerRead), deadline: deadline)
      for alert in found.alerts {
        var event = Tally_V1_AlertEvent()
        event.alert = alert
        event.position = alert.position
        position = alert.position
        try await send(event, into: sink)
      }
      if !found.alerts.isEmpty {
        idlePauses = 0
        // A full answer may have left some behind.
        if found.alerts.count == Self.alertsPerRead { wake.yield() }
        continue
      }
      idlePauses += 1
      // The heartbeat also finds out that the client is gone.
      if idlePauses.isMultiple(of: Self.heartbeatPauses) {
        try await heartbeat(position, into: sink)
      }
    }
    throw Statuses.draining
  }

  private func pauses(_ wake: AsyncStream<Void>.Continuation) async {
    while !Task.isCancelled {
      do { try await world.sleep(Self.watchPause) } catch { return }
      wake.yield()
    }
  }

  private func heartbeat(_ position: Int64, into sink: any MessageSink) async throws(Refusal) {
    var event = Tally_V1_AlertEvent()
    event.position = position
    try await send(event, into: sink)
  }

  func exportLedger(
    _ call: Authorised<Tally_V1_LedgerExportRequest>, desk: TenantDesk, into sink: any MessageSink
  ) async throws(Refusal) {
    let log = try Field.log(call.request.log, "log")
    // A checkpoint is signed now and then only: without one of its own the caller would not see
    // what it wrote a moment ago. The newest there is serves where none can be made.
    await seal(desk.tenant.tenant, log)
    let head = try await desk.answer(
      ReadExportHead(of: log, tenant: desk.tenant), deadline: deadline)
    let size = head.size
    let first = Int64(clamping: call.request.fromIndex)
    let end = call.request.toIndex == 0 ? size : Int64(clamping: call.request.toIndex)
    guard first <= end, end <= size else {
      throw Refusal(
        .outOfRange, .indexOutOfRange, "the checkpoint has \(size) entries", field: "to_index")
    }
    var opening = Tally_V1_LedgerPart()
    opening.head = head.message
    try await send(opening, into: sink)
    guard first < end else { return }
    // An export that goes on from an earlier one does not read what that one had.
    let block = try await desk.answer(LocateLedgerBlock(of: log, at: first), deadline: deadline)
    try await export(
      first..<end, of: log, blocks: block...head.blockCount, desk: desk, into: sink)
  }

  /// Each block, then its leaves in chunks as they are sealed.
  private func export(
    _ range: Range<Int64>, of log: Log, blocks: ClosedRange<Int64>, desk: TenantDesk,
    into sink: any MessageSink
  ) async throws(Refusal) {
    var number = blocks.lowerBound
    while number <= blocks.upperBound {
      let limit = min(Self.blocksPerRead, blocks.upperBound - number + 1)
      let found = try await desk.answer(
        ListLedgerBlocks(of: log, from: number, limit: limit), deadline: deadline)
      guard !found.blocks.isEmpty else { throw .internalError }
      for block in found.blocks {
        let first = Int64(block.firstIndex)
        let end = first + Int64(block.count)
        guard first < range.upperBound else { return }
        if end > range.lowerBound {
          var part = Tally_V1_LedgerPart()
          part.block = block
          try await send(part, into: sink)
          try await exportLeaves(
            max(first, range.lowerBound)..<min(end, range.upperBound), of: log, desk: desk,
            into: sink)
        }
      }
      number += Int64(found.blocks.count)
    }
  }

  private func exportLeaves(
    _ range: Range<Int64>, of log: Log, desk: TenantDesk, into sink: any MessageSink
  ) async throws(Refusal) {
    var index = range.lowerBound
    while index < range.upperBound {
      let next = min(index + Self.leavesPerPart, range.upperBound)
      var part = Tally_V1_LedgerPart()
      part.chunk = try await desk.answer(
        ReadLeaves(of: log, from: index, to: next), deadline: deadline)
      try await send(part, into: sink)
      index = next
    }
  }

  func pullExtract(
    _ call: Authorised<Tally_V1_PullExtractRequest>, desk: TenantDesk, into sink: any MessageSink
  ) async throws(Refusal) {
    let file = try await desk.answer(LocateExtract(try FindExtract(call)), deadline: deadline)
    var offset = Int64(clamping: call.request.offset)
    guard offset <= file.byteCount else {
      throw .invalid("offset", "lies behind the end of the extract")
    }
    while offset < file.byteCount {
      let bytes = try await extracts.read(
        tenant: desk.tenant.opaqueName, name: file.name, offset: offset,
        byteCount: Self.extractPartByteCount)
      var part = Tally_V1_ExtractPart()
      part.bytes = Data(bytes)
      try await send(part, into: sink)
      offset += Int64(bytes.count)
    }
  }

  private func send(_ message: some Message, into sink: any MessageSink) async throws(Refusal) {
    let bytes: [UInt8]
    do { bytes = try message.serializedBytes() } catch { throw .internalError }
    try await sink.send(bytes)
  }
}
