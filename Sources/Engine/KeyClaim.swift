import Bytes
import Queries
import SQL
import World

/// Settles whether the commands of a transaction were performed, by claiming their keys.
struct KeyClaim: Sendable {
  let callers: [Caller]
  let world: World

  /// Takes each key that has no reply, and keeps it: a transaction still on its way fails on it,
  /// so what is absent now stays absent until the command runs again and gives the key back.
  ///
  /// - Returns: for each caller what is stored; nil when the command did not happen.
  /// - Throws: `lockNotAvailable` while an unfinished transaction holds a key; nothing is known then.
  func settle(
    on session: any Session, deadline: UInt64
  ) async throws(SQLFailure) -> [EngineQueries.FindKeysRow?] {
    // In one order in every process, as the keys of a batch are inserted.
    let claims = callers.sorted { $0.commandKey < $1.commandKey }.map { caller in
      EngineQueries.claimKey(
        principalID: caller.principal, method: caller.method, key: caller.key,
        requestHash: caller.requestHash.bytes, claim: world.identifier(),
        createdAt: world.recordedNow())
    }
    let find = Columns.coalesced(
      callers.map { caller in
        EngineQueries.findKeys(
          principalID: caller.principal, method: caller.method, key: caller.key
        ).bound
      })
    // A later statement sees what the claims waited for.
    let rows = try await session.run(
      Batch(
        opening: .readCommitted, claims + find.map(\.bound), closing: .commit,
        lockTimeoutMilliseconds: LaneLimits.lockTimeoutMilliseconds),
      deadline: deadline)
    let stored = try Columns.separated(
      Array(rows[claims.count...]), of: find, callCount: callers.count)
    var found: [EngineQueries.FindKeysRow?] = []
    for rows in stored {
      let row = try rows.decoded(EngineQueries.FindKeysRow.self).first
      found.append(row?.reply == nil ? nil : row)
    }
    return found
  }
}
