import Bytes
import Queries
import SQL
import World

/// Settles whether a command was performed, by claiming its key.
struct KeyClaim: Sendable {
  let caller: Caller
  let world: World

  /// - Returns: the stored reply's row; nil when the command did not happen.
  func settle(on session: any Session, deadline: UInt64) async throws(SQLFailure) -> Rows? {
    // Waits for whoever holds the key: a commit still under way ends before this insert does.
    let rows = try await session.run(
      Batch(
        opening: .readCommitted,
        [
          EngineQueries.claimKey(
            principalID: caller.principal, method: caller.method, key: caller.key,
            requestHash: caller.requestHash.bytes, createdAt: world.recordedNow())
        ],
        lockTimeoutMilliseconds: LaneLimits.lockTimeoutMilliseconds),
      deadline: deadline)
    _ = rows
    let find = Columns.coalesced([
      EngineQueries.findKeys(
        principalID: caller.principal, method: caller.method, key: caller.key
      ).bound
    ])
    let found = try await session.run(
      Batch(find.map(\.bound), closing: .rollback), deadline: deadline)
    let stored = try Columns.separated(found, of: find, callCount: 1)[0]
    return stored.count == 1 ? stored : nil
  }
}
