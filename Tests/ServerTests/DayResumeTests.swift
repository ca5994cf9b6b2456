import Client
import Contract
import Foundation
import SwiftProtobuf
import TestKit
import Testing
import World

@Suite(.timeLimit(.minutes(5))) struct DayResumeTests {
  /// Goal: a day whose run was given up says so and why, and its run is started again by those who
  /// may close a day.
  /// Method: the rows are as the scheduler leaves them after the last try.
  @Test func aRunThatWasGivenUpIsStartedAgain() async throws {
    let house = try await ServedHouse.shared.value
    let client = try await house.operatorClient()
    let tenant = try await house.tenant(client)
    let administrator = try await house.client("TENANT_ADMIN", of: tenant, by: client)
    let collector = try await house.client("COLLECTOR", of: tenant, by: client)
    func day() async throws(CallFailure) -> Tally_V1_GetDayReply {
      try await administrator.call(Days.get, Tally_V1_GetDayRequest(), deadline: .seconds(60))
    }
    func resume(_ date: String, _ client: RPCClient) async -> CallFailure? {
      await failure { () async throws(CallFailure) in
        var request = Tally_V1_ResumeDayRequest()
        request.businessOn = date
        return try await client.call(Days.resume, request, deadline: .seconds(60))
      }
    }
    #expect(try await !day().hasRun)
    #expect(await resume("2026-01-05", administrator)?.reason == "BUSINESS_DAY_CLOSED")

    var payload = Tally_V1_CloseDayReply()
    payload.businessOn = "2026-01-05"
    payload.nextOn = "2026-01-06"
    let bytes = "\\x" + (try payload.serializedData()).map { String(format: "%02x", $0) }.joined()
    let schema = ServedHouse.schema(tenant)
    try await house.run(
      """
      insert into \(schema).job (id, kind, slot, state, run_at, attempt_count, last_error, payload,
        created_at, finished_at)
      values (gen_random_uuid(), 'end_of_day', '2026-01-05', 4, now(), 16, 'GUARD_NOT_MET', $1,
        now(), now())
      """, [bytes])
    try await house.run(
      "update \(schema).business_day set day_state = 2, next_on = '2026-01-06', version = version + 1"
    )
    let stuck = try await day()
    #expect(stuck.dayState == 2)
    #expect(stuck.run.state == "FAILED")
    #expect(stuck.run.reason == "GUARD_NOT_MET")
    #expect(stuck.run.attemptCount == 16)

    #expect(await resume("2026-01-05", collector)?.reason == "ROLE_NOT_ALLOWED")
    #expect(await resume("2026-01-04", administrator)?.reason == "BUSINESS_DAY_CLOSED")
    #expect(await resume("2026-02-30", administrator)?.reason == "DATE_INVALID")
    #expect(await resume("2026-01-05", administrator) == nil)
    var state = try await day()
    while state.businessOn == "2026-01-05" {
      // A run that goes on is not started twice.
      #expect(state.run.state != "FAILED")
      state = try await day()
    }
    #expect(state.businessOn == "2026-01-06")
    #expect(state.dayState == 1)
    #expect(!state.hasRun)
    await administrator.close()
    await collector.close()
    await client.close()
  }
}
