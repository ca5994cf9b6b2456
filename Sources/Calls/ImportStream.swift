import Access
import Bytes
import Contract
import Domain
import Engine
import SwiftProtobuf
import World

/// `Imports.Load`: rows come in, are gathered into chunks and performed in the tenant's lane; while
/// one chunk is decided and committed the next is received.
struct ImportStream: Sendable {
  struct Limits {
    /// Chunks under way: one in the lane's transaction, one being received.
    static let chunksInFlightMax = 2
    /// Bytes of rows which close a chunk before it is full.
    static let chunkByteCountMax = 2 << 20
    /// Tries of one chunk whose key is held by an earlier stream, or whose rows come before those of
    /// the chunk before it, and the pause between them.
    static let attemptsMax = 50
    static let pause = Duration.milliseconds(200)
    /// Rows of one file.
    static let linesMax: UInt64 = 1_000_000_000
  }

  /// Rows which are applied together.
  private struct Chunk: Sendable {
    /// The line before its first row.
    let after: UInt64
    var rows: [Tally_V1_PortfolioRow] = []
    /// The messages as they came, which name the chunk.
    var bytes: [UInt8] = []
    var isFull: Bool {
      rows.count >= ImportChunk.rowsMax || bytes.count >= Limits.chunkByteCountMax
    }
  }
  private struct Batch: Sendable {
    let desk: TenantDesk
    let principal: Identifier
    let batchSHA256: Digest
    let currency: String
    let durableLine: UInt64
  }

  private let dispatch: CallDispatch

  init(_ dispatch: CallDispatch) { self.dispatch = dispatch }

  /// - Returns: the bytes of a `LoadReply`.
  func run(_ call: IncomingCall, _ source: any MessageSource) async throws(Refusal) -> [UInt8] {
    guard let first = try await source.next() else {
      throw Refusal(
        .invalidArgument, .fieldMissing, "the first message opens the batch", field: "opening")
    }
    let admitted: Authorised<Tally_V1_LoadRequest> = try dispatch.admit(call, first)
    guard case .opening(let opening)? = admitted.request.part else {
      throw Refusal(
        .invalidArgument, .fieldMissing, "the first message opens the batch", field: "opening")
    }
    let desk = try await dispatch.house.desk(try admitted.requiredTenant())
    let operation = try OpenImport(admitted.map { _ in opening }, tenant: desk.tenant)
    let bytes = try await perform(operation, named: first, call, desk)
    guard let status = try? Tally_V1_ImportStatusReply(serializedBytes: bytes) else {
      throw .internalError
    }
    let batch = Batch(
      desk: desk, principal: admitted.principal.id, batchSHA256: operation.batchSHA256,
      currency: operation.currency, durableLine: status.durableLine)
    if !status.complete { try await receive(batch, call, source) }
    return try await perform(
      CompleteImport(batchSHA256: batch.batchSHA256), named: [], call, desk)
  }

  /// Receives and applies every row that is not durable yet.
  private func receive(
    _ batch: Batch, _ call: IncomingCall, _ source: any MessageSource
  ) async throws(Refusal) {
    let result: Result<Void, Refusal> = await withTaskGroup(of: Refusal?.self) { group in
      do throws(Refusal) {
        var underWay = 0
        var lastLine = batch.durableLine
        while let chunk = try await nextChunk(batch, call, source, &lastLine) {
          group.addTask { await apply(chunk, batch, call) }
          underWay += 1
          while underWay >= Limits.chunksInFlightMax {
            guard let outcome = await group.next() else { break }
            underWay -= 1
            if let outcome { throw outcome }
            source.progressed()
          }
        }
        for await outcome in group {
          if let outcome { throw outcome }
          source.progressed()
        }
        return .success(())
      } catch {
        // What was handed to the lane goes on; its keys find the outcome. Later chunks end too:
        // they may not pass over this one.
        group.cancelAll()
        return .failure(error)
      }
    }
    try result.get()
  }

  /// - Returns: nil after the last row.
  private func nextChunk(
    _ batch: Batch, _ call: IncomingCall, _ source: any MessageSource, _ lastLine: inout UInt64
  ) async throws(Refusal) -> Chunk? {
    var chunk = Chunk(after: lastLine)
    while !chunk.isFull, let message = try await source.next() {
      let row = try row(message, call)
      // Rows which are durable may come again, before the others.
      if row.line <= batch.durableLine, lastLine == batch.durableLine {
        source.progressed()
        continue
      }
      guard row.line > lastLine, row.line <= Limits.linesMax else {
        throw Refusal(
          .invalidArgument, .batchOutOfOrder, "rows must come in rising order of lines",
          field: "row.line")
      }
      lastLine = row.line
      chunk.rows.append(row)
      chunk.bytes.append(contentsOf: message)
    }
    return chunk.rows.isEmpty ? nil : chunk
  }

  private func row(
    _ message: [UInt8], _ call: IncomingCall
  ) throws(Refusal) -> Tally_V1_PortfolioRow {
    let admitted: Authorised<Tally_V1_LoadRequest> = try dispatch.admit(call, message)
    guard case .row(let row)? = admitted.request.part else {
      throw Refusal(
        .invalidArgument, .fieldMissing, "every message after the first holds a row", field: "row")
    }
    return row
  }

  private func apply(_ chunk: Chunk, _ batch: Batch, _ call: IncomingCall) async -> Refusal? {
    let operation = ImportChunk(
      tenant: batch.desk.tenant, createdBy: batch.principal, batchSHA256: batch.batchSHA256,
      currency: batch.currency, after: chunk.after, rows: chunk.rows)
    do throws(Refusal) {
      _ = try await perform(operation, named: chunk.bytes, call, batch.desk)
      return nil
    } catch {
      return error
    }
  }

  /// Performs a part of the import under a key made of the caller's and of the part's bytes: the
  /// same part sent again finds its reply, another part never meets it.
  private func perform<O: Operation>(
    _ operation: O, named bytes: [UInt8], _ call: IncomingCall, _ desk: TenantDesk
  ) async throws(Refusal) -> [UInt8] {
    let hash = RequestHash.of(bytes)
    let name = Array("\(O.self)|\(call.idempotencyKey ?? "")|".utf8) + hash.bytes
    let caller = Caller(
      principal: call.principal.id, pseudonym: call.principal.pseudonym, method: call.method.name,
      key: RequestHash.of(name).description, requestHash: hash)
    var attempt = 1
    while true {
      do throws(Refusal) {
        return try await desk.perform(
          operation, caller: caller, budget: LaneLimits.batchNanosecondsMax
        ).get()
      } catch {
        guard
          Self.passing.contains(error.reason), error.retry != .never, attempt < Limits.attemptsMax
        else { throw error }
        attempt += 1
        try await pause()
      }
    }
  }

  /// Reasons which go away by themselves, when their refusal says so.
  private static let passing: Set<Reason> = [
    .idempotencyInFlight, .overloaded, .conflict,
  ]

  private func pause() async throws(Refusal) {
    do {
      try await dispatch.house.world.sleep(Limits.pause)
    } catch {
      throw Refusal(.cancelled, .callCancelled, "the call was cancelled")
    }
  }
}
