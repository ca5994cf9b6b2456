import Client
import Contract
import Postgres
import TestKit
import Testing
import World

@Suite(.timeLimit(.minutes(5))) struct CancelTests {
  /// Goal: the SQL of a read ends with the client's CANCEL, and not with its deadline.
  /// Method: a lock holds the read up; it is gone from the server while the lock is still held.
  @Test func aCancelledReadEndsAtTheServer() async throws {
    let house = try await ServedHouse.shared.value
    let client = try await house.operatorClient()
    let tenant = try await house.tenant(client)
    let analyst = try await house.client("RISK_ANALYST", of: tenant, by: client)
    let schema = ServedHouse.schema(tenant)
    let holder = try await AdminConnection.open(house.admin, world: house.world)
    _ = try await holder.query("begin", task: "test")
    _ = try await holder.query(
      "lock table \(schema).subject in access exclusive mode", task: "test")
    func waiting() async throws -> Int {
      try await house.run(
        "select 1 from pg_stat_activity where usename = $1 and wait_event_type = 'Lock'", [schema]
      ).count
    }
    let reading = Task {
      await failure { () async throws(CallFailure) in
        try await analyst.call(
          Debtors.list, Tally_V1_ListDebtorsRequest(), deadline: .seconds(600))
      }
    }
    while try await waiting() == 0 {}
    reading.cancel()
    #expect(await reading.value?.code == .cancelled)
    while try await waiting() > 0 {}
    _ = try await holder.query("rollback", task: "test")
    await holder.close()
    // The connection and the tenant's sessions go on.
    _ = try await analyst.call(
      Debtors.list, Tally_V1_ListDebtorsRequest(), deadline: .seconds(60))
    await analyst.close()
    await client.close()
  }
}
