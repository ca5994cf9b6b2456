package import Bytes
package import Contract
package import Ledger
package import Queries
package import SQL

/// Fixes what an extract is of: datasets, range of entries, checkpoint. A slot that is there
/// already stays as it is, so that a repeated run gives the same bytes.
package struct FreezeExtract: Operation {
  /// What is fixed.
  package struct Slot: Sendable, Equatable {
    package let regulator: Identifier
    package let grant: Identifier
    package let datasets: [Int16]
    package let periodEndOn: Day
    package let firstIndex: Int64
    package let endIndex: Int64
    package let checkpoint: String
    package let previous: Identifier?

    package init(
      regulator: Identifier, grant: Identifier, datasets: [Int16], periodEndOn: Day,
      firstIndex: Int64, endIndex: Int64, checkpoint: String, previous: Identifier?
    ) {
      self.regulator = regulator
      self.grant = grant
      self.datasets = datasets
      self.periodEndOn = periodEndOn
      self.firstIndex = firstIndex
      self.endIndex = endIndex
      self.checkpoint = checkpoint
      self.previous = previous
    }
  }
  private let slot: Slot

  package init(_ slot: Slot) { self.slot = slot }

  package func footprint(_ located: [Rows]) throws(Refusal) -> Footprint {
    Footprint(uniques: ["extract \(slot.grant) \(slot.periodEndOn)"])
  }

  package func reads(_ located: [Rows]) throws(Refusal) -> [Bound] { [] }

  package func decide(
    _ facts: Facts, at moment: Moment
  ) throws(Refusal) -> Decision<Tally_V1_ExtractLine> {
    guard let closed = facts.day.lastClosedOn, slot.periodEndOn <= closed else {
      throw .rule(.guardNotMet, "extract: freeze", "the period end is not closed yet")
    }
    let id = moment.newIdentifier()
    let write = ExtractsQueries.freeze(
      id: id, regulatorID: slot.regulator, grantID: slot.grant, datasets: slot.datasets,
      periodEndOn: slot.periodEndOn, firstIndex: slot.firstIndex, endIndex: slot.endIndex,
      checkpoint: slot.checkpoint, previousID: slot.previous, at: moment.recordedAt)
    return Decision(
      writes: [write],
      answer: .reply { _ in
        var line = Tally_V1_ExtractLine()
        line.extractID = id.description
        return line
      })
  }
}

/// Records the file of an extract; ledger kind 30.
package struct CompleteExtract: Operation {
  private let extract: Identifier
  private let fileName: String
  private let byteCount: Int64
  private let hash: Digest
  private let manifestHash: Digest

  package init(
    extract: Identifier, fileName: String, byteCount: Int64, hash: Digest, manifestHash: Digest
  ) {
    self.extract = extract
    self.fileName = fileName
    self.byteCount = byteCount
    self.hash = hash
    self.manifestHash = manifestHash
  }

  package func footprint(_ located: [Rows]) throws(Refusal) -> Footprint {
    Footprint(uniques: ["extract \(extract)"])
  }

  package func reads(_ located: [Rows]) throws(Refusal) -> [Bound] { [] }

  package func decide(
    _ facts: Facts, at moment: Moment
  ) throws(Refusal) -> Decision<Tally_V1_ExtractLine> {
    let write = ExtractsQueries.complete(
      fileName: fileName, byteCount: byteCount, sha256: hash.bytes,
      manifestSha256: manifestHash.bytes, at: moment.recordedAt, id: extract)
    let entry = EntryDraft(
      entryID: moment.newIdentifier(), kind: .filingSent, effectiveOn: facts.day.businessOn)
    return Decision(
      writes: [write], entries: [entry],
      answer: .reply { _ in
        var line = Tally_V1_ExtractLine()
        line.extractID = extract.description
        return line
      })
  }
}

/// The extracts of one grant, oldest first; not a method of its own.
package struct ReadGrantExtracts: Inquiry {
  private let grant: Identifier

  package init(grant: Identifier) { self.grant = grant }

  package var reads: [Bound] { [ExtractsQueries.ofGrant(grantID: grant).bound] }

  package func answer(
    _ answers: [Rows], tenant: TenantContext, at moment: Moment
  ) throws(Refusal) -> [ExtractsQueries.OfGrantRow] {
    try answers[0].rows()
  }
}

/// The newest checkpoint note of the tenant's ledger; nil before the first.
package struct ReadCheckpoint: Inquiry {
  private let origin: String

  package init(origin: String) { self.origin = origin }

  package var reads: [Bound] { [LedgerQueries.latestCheckpoint(of: .ledger, origin: origin).bound] }

  package func answer(
    _ answers: [Rows], tenant: TenantContext, at moment: Moment
  ) throws(Refusal) -> LedgerQueries.LatestCheckpointRow? {
    let rows: [LedgerQueries.LatestCheckpointRow] = try answers[0].rows()
    return rows.first
  }
}

/// Hash tiles of the tenant's tree, as wide as asked for.
package struct ReadTiles: Inquiry {
  private let addresses: [TileAddress]

  package init(_ addresses: [TileAddress]) { self.addresses = addresses }

  package var reads: [Bound] { StoredTiles.reads(addresses, of: .ledger) }

  package func answer(
    _ answers: [Rows], tenant: TenantContext, at moment: Moment
  ) throws(Refusal) -> TileSet {
    try StoredTiles.assemble(addresses, answers[...])
  }
}

/// The rows of the datasets of an extract, as of a period end: of what its checkpoint covers, so
/// that a later run reads the same.
package struct ReadDatasets: Inquiry {
  /// The rows of the datasets that can be built.
  package struct DatasetRows: Sendable {
    package let contracts: [ExtractsQueries.ContractsRow]
    package let repayments: [ExtractsQueries.RepaymentsRow]
    package let classes: [ExtractsQueries.FiveClassRow]
  }
  private let entries: Range<Int64>
  private let after: Day
  private let through: Day

  /// - Parameters:
  ///   - entries: positions which the extract adds to those before.
  ///   - after: the period end of the extract before; what it left to later days is taken up.
  package init(entries: Range<Int64>, after: Day, through: Day) {
    self.entries = entries
    self.after = after
    self.through = through
  }

  package var reads: [Bound] {
    [
      ExtractsQueries.contracts(
        firstIndex: entries.lowerBound, endIndex: entries.upperBound, untilOn: through,
        afterOn: after
      ).bound,
      ExtractsQueries.repayments(
        firstIndex: entries.lowerBound, endIndex: entries.upperBound, untilOn: through,
        afterOn: after
      ).bound,
      ExtractsQueries.fiveClass(endIndex: entries.upperBound, on: through).bound,
    ]
  }

  package func answer(
    _ answers: [Rows], tenant: TenantContext, at moment: Moment
  ) throws(Refusal) -> DatasetRows {
    DatasetRows(
      contracts: try answers[0].rows(), repayments: try answers[1].rows(),
      classes: try answers[2].rows())
  }
}
