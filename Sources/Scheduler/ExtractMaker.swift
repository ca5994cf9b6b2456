package import Access
package import Bytes
package import Contract
import Domain
package import Engine
import Extract
package import Ledger
import Queries

/// A regulator's grant on a tenant, as the platform keeps it.
package struct ExtractGrant: Sendable, Equatable {
  package let id: Identifier
  package let regulator: Identifier
  package let datasets: [Int16]
  package let fromOn: Day
  package let toOn: Day?

  package init(id: Identifier, regulator: Identifier, datasets: [Int16], fromOn: Day, toOn: Day?) {
    self.id = id
    self.regulator = regulator
    self.datasets = datasets
    self.fromOn = fromOn
    self.toOn = toOn
  }
}

/// A file that appears whole or not at all.
package protocol ExtractFile: Sendable {
  func append(_ bytes: [UInt8]) async throws(ExtractJobFailure)
  /// Makes the file durable under its name.
  func commit() async throws(ExtractJobFailure) -> (byteCount: Int64, hash: Digest)
  /// Leaves nothing behind.
  func discard() async
}

/// Why an extract was not made. The job tries again.
package enum ExtractJobFailure: Error, Sendable, Equatable {
  case refused(Refusal)
  case file(String)
  case ledger(String)
  case format(String)
  case notSealed
}

/// Makes the extract of one slot: freeze, generate, check, sign, record.
package struct ExtractMaker: Sendable {
  /// Leaves read at a time.
  private static let leavesPerRead = 2_048
  /// Tiles read in one pipeline.
  private static let tilesPerRead = 200
  /// Longest wait for one read, in nanoseconds.
  private static let readNanoseconds: UInt64 = 60_000_000_000

  private let desk: TenantDesk
  private let principal: Principal
  private let signer: NoteSigner
  private let monotonicNow: @Sendable () -> UInt64
  private let seal: @Sendable () async throws(ExtractJobFailure) -> Void
  private let open: @Sendable (_ name: String) async throws(ExtractJobFailure) -> any ExtractFile

  /// - Parameters:
  ///   - principal: the system, acting within the tenant.
  ///   - seal: returns when everything committed so far is sealed and under a checkpoint.
  ///   - open: a new file of the tenant's extracts.
  package init(
    desk: TenantDesk, principal: Principal, signer: NoteSigner,
    monotonicNow: @escaping @Sendable () -> UInt64,
    seal: @escaping @Sendable () async throws(ExtractJobFailure) -> Void,
    open: @escaping @Sendable (_ name: String) async throws(ExtractJobFailure) -> any ExtractFile
  ) {
    self.desk = desk
    self.principal = principal
    self.signer = signer
    self.monotonicNow = monotonicNow
    self.seal = seal
    self.open = open
  }

  /// Makes the extract of `grant` for the period that ends on `end`; does nothing when it is there,
  /// or when the extract of a later period covers it.
  package func make(_ grant: ExtractGrant, through end: Day) async throws(ExtractJobFailure) {
    var known = try await slots(of: grant)
    if !known.contains(where: { $0.periodEndOn == end }) {
      // A slot in front of others would take their place in the sequence, and their entries.
      if let last = known.last, last.periodEndOn > end { return }
      try await freeze(grant, through: end, after: known.last { $0.periodEndOn < end })
      known = try await slots(of: grant)
    }
    guard let position = known.firstIndex(where: { $0.periodEndOn == end }) else {
      throw .format("the slot is not there after freezing")
    }
    let slot = known[position]
    guard slot.state < ExtractMachine.State.signed.rawValue else { return }
    let previous = position > 0 ? known[position - 1] : nil
    // Extracts of a grant are made in order: each names the one before it.
    if let previous, previous.state < ExtractMachine.State.signed.rawValue {
      try await make(grant, through: previous.periodEndOn)
      return try await make(grant, through: end)
    }
    try await write(grant, slot: slot, previous: previous, sequence: position + 1)
  }

  // MARK: Freeze

  private func freeze(
    _ grant: ExtractGrant, through end: Day, after previous: ExtractsQueries.OfGrantRow?
  ) async throws(ExtractJobFailure) {
    try await seal()
    guard
      let checkpoint = try await ask(
        ReadCheckpoint(origin: desk.tenant.identity(of: .ledger).origin))
    else {
      throw .notSealed
    }
    let slot = FreezeExtract.Slot(
      regulator: grant.regulator, grant: grant.id, datasets: grant.datasets, periodEndOn: end,
      firstIndex: previous?.endIndex ?? 0, endIndex: checkpoint.size,
      checkpoint: String(decoding: checkpoint.note, as: UTF8.self), previous: previous?.id)
    try await perform(FreezeExtract(slot), key: "freeze/\(grant.id)/\(end)")
  }

  private func slots(
    of grant: ExtractGrant
  ) async throws(ExtractJobFailure) -> [ExtractsQueries.OfGrantRow] {
    try await ask(ReadGrantExtracts(grant: grant.id))
  }

  // MARK: Generate, sign, record

  private func write(
    _ grant: ExtractGrant, slot: ExtractsQueries.OfGrantRow,
    previous: ExtractsQueries.OfGrantRow?, sequence: Int
  ) async throws(ExtractJobFailure) {
    let end = slot.periodEndOn
    let after = previous?.periodEndOn ?? grant.fromOn.adding(days: -1)
    guard let firstIndex = slot.firstIndex, let endIndex = slot.endIndex, firstIndex <= endIndex
    else { throw .format("the slot has no range of entries") }
    let rows = try await ask(
      ReadDatasets(entries: firstIndex..<endIndex, after: after, through: end))
    let name = "\(grant.id)-\(end).tar"
    let file = try await open(name)
    do throws(ExtractJobFailure) {
      let manifest = try await fill(
        file,
        writer: try writer(grant, slot: slot, previous: previous, after: after, sequence: sequence),
        datasets: try ExtractDatasets(rows).datasets(grant.datasets))
      let (byteCount, hash) = try await file.commit()
      try await perform(
        CompleteExtract(
          extract: slot.id, fileName: name, byteCount: byteCount, hash: hash,
          manifestHash: manifest),
        key: "complete/\(slot.id)")
    } catch {
      await file.discard()
      throw error
    }
  }

  private func writer(
    _ grant: ExtractGrant, slot: ExtractsQueries.OfGrantRow,
    previous: ExtractsQueries.OfGrantRow?, after: Day, sequence: Int
  ) throws(ExtractJobFailure) -> ExtractWriter {
    let description = ExtractDescription(
      tenant: desk.tenant.opaqueName, regulator: grant.regulator.description,
      from: after.adding(days: 1), through: slot.periodEndOn, asOf: slot.periodEndOn,
      sequence: sequence,
      previousManifest: previous?.manifestSha256.flatMap { Digest(bytes: $0) })
    do throws(ExtractFailure) {
      return try ExtractWriter(
        description, log: signer.verifierKey, checkpoint: Array((slot.checkpoint ?? "").utf8),
        previousCheckpoint: previous?.checkpoint.map { Array($0.utf8) })
    } catch {
      throw .format("\(error)")
    }
  }

  private func fill(
    _ file: any ExtractFile, writer: ExtractWriter, datasets: [Dataset]
  ) async throws(ExtractJobFailure) -> Digest {
    var writer = writer
    let tiles = try await tiles(writer.tilesNeeded)
    try await file.append(
      try format { () throws(ExtractFailure) in
        try writer.begin(datasets: datasets, tiles: tiles)
      })
    let range = writer.leavesNeeded
    var first = range.lowerBound
    while first < range.upperBound {
      let end = min(first + Self.leavesPerRead, range.upperBound)
      let chunk = try await ask(ReadLeaves(of: .ledger, from: Int64(first), to: Int64(end)))
      try await file.append(
        try format { () throws(ExtractFailure) in
          try writer.leaves(chunk.leaves.map { Array($0) })
        })
      first = end
    }
    try await file.append(
      try format { () throws(ExtractFailure) in try writer.finish(signer: signer) })
    guard let manifest = writer.manifestHash else { throw .format("no manifest") }
    return manifest
  }

  private func format<Value>(
    _ body: () throws(ExtractFailure) -> Value
  ) throws(ExtractJobFailure) -> Value {
    do throws(ExtractFailure) { return try body() } catch { throw .format("\(error)") }
  }

  private func tiles(_ addresses: [TileAddress]) async throws(ExtractJobFailure) -> MergedTiles {
    var sets: [TileSet] = []
    var rest = addresses[...]
    while !rest.isEmpty {
      sets.append(try await ask(ReadTiles(Array(rest.prefix(Self.tilesPerRead)))))
      rest = rest.dropFirst(Self.tilesPerRead)
    }
    return MergedTiles(sets: sets)
  }

  // MARK: The desk

  private func ask<I: Inquiry>(_ inquiry: I) async throws(ExtractJobFailure) -> I.Reply {
    do throws(Refusal) {
      return try await desk.answer(inquiry, deadline: monotonicNow() + Self.readNanoseconds)
    } catch {
      throw .refused(error)
    }
  }

  private func perform<O: Operation>(_ operation: O, key: String) async throws(ExtractJobFailure) {
    let caller = Caller(
      principal: principal.id, pseudonym: principal.pseudonym, method: "scheduler/extract",
      key: key, requestHash: Hashing.sha256(Array(key.utf8)))
    let result = await desk.perform(operation, caller: caller, budget: Self.readNanoseconds)
    if case .failure(let refusal) = result { throw .refused(refusal) }
  }
}

/// Several gathered sets as one.
private struct MergedTiles: TileReader, Sendable {
  let sets: [TileSet]

  func hashes(level: Int, index: Int, width: Int) throws(LedgerFailure) -> [UInt8] {
    for set in sets {
      if let bytes = try? set.hashes(level: level, index: index, width: width) { return bytes }
    }
    throw .missingTile(
      path: TileAddress(content: .hashes(level: level), index: index, width: width).path)
  }
}
