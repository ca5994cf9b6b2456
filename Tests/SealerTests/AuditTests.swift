import Bytes
import Ledger
import Postgres
import SQL
import Sealer
import TestKit
import Testing

/// Goal: an audit names rows which the database should never hold, and ends. Method: a superuser
/// takes constraints and triggers away and writes them.
@Suite(.timeLimit(.minutes(2))) struct AuditTests {
  private static func id(_ number: Int) -> Identifier {
    Identifier(milliseconds: 1_750_000_000_000, randomHigh: 0, randomLow: UInt64(number))
  }

  /// Three blocks of two entries, then what `tampering` says of the tenant's schema.
  private static func findings(_ tampering: (String) -> [String]) async throws -> [LedgerFinding] {
    let ledger = try await LedgerDatabase.make()
    let writer = try await ledger.writer()
    let batch = try (1...6).map { try ledger.insert(id($0)) }
    _ = try await writer.session.run(
      Batch(opening: .readCommitted, batch, closing: .commit), deadline: ledger.deadline)
    await writer.giveBack()
    let sealer = ledger.sealer(blockEntryCountMax: 2)
    while try await !sealer.seal().isEmpty {}
    let before = try await ledger.audit()
    #expect(before == [])
    let schema = ledger.tenant.text
    try await ledger.database.run(tampering(schema), as: ledger.database.admin)
    let found = try await ledger.audit()
    await ledger.close()
    return found
  }

  @Test func aChunkWithoutEntriesEndsTheBlock() async throws {
    let found = try await Self.findings { schema in
      [
        "alter table \(schema).ledger_chunk disable trigger all",
        """
        alter table \(schema).ledger_chunk drop constraint ledger_chunk_count,
          drop constraint ledger_chunk_seqs
        """,
        """
        update \(schema).ledger_chunk set entry_ids = '{}', seqs = '{}' where first_index = 2
        """,
      ]
    }
    #expect(found.contains { $0.place == .chunk(firstIndex: 2) && $0.column == "entry_ids" })
  }

  @Test(arguments: ["ledger_block", "ledger_chunk"])
  func anIndexAtTheEndOfNumbersIsNamed(table: String) async throws {
    let found = try await Self.findings { schema in
      [
        "alter table \(schema).\(table) disable trigger all",
        """
        update \(schema).\(table) set first_index = 9223372036854775806 where first_index = 4
        """,
      ]
    }
    #expect(!found.isEmpty)
  }

  /// An entry that a snapshot saw and no chunk holds: nothing else misses it.
  @Test func anEntryThatWasPassedByIsNamed() async throws {
    let found = try await Self.findings { schema in
      [
        "alter table \(schema).ledger_entry disable trigger all",
        """
        insert into \(schema).ledger_entry (entry_id, seq, xid, kind, subject_id, account_id,
          effective_on, recorded_at, leaf, leaf_hash)
        overriding system value
        select '\(Self.id(99))', 1000, '3', e.kind, e.subject_id, e.account_id, e.effective_on,
          e.recorded_at, e.leaf, e.leaf_hash
        from \(schema).ledger_entry e
        order by e.seq
        limit 1
        """,
      ]
    }
    #expect(found.map(\.column) == ["snapshot"])
    #expect(found.first?.problem.contains("\(Self.id(99))") == true)
  }
}
