import Access
import Bytes
import Calls
import Contract
import Domain
import Engine
import Logging
import Queries
import SQL
import SwiftProtobuf
import World

/// The operations of the operator and of tenants' administrators on the platform's tables.
struct PlatformTables: PlatformDesk {
  let database: DatabaseAccess
  let provisioning: TenantProvisioning
  let changes: StandingChanges
  /// Nil when the civil clock may not be moved here.
  let civilClock: CivilClock?
  let ledgers: LedgerWatch
  let world: World

  func health() async -> Tally_V1_HealthReply {
    var reply = Tally_V1_HealthReply()
    do throws(Refusal) {
      let rows: [PlatformQueries.HealthRow] = try await database.ask(
        PlatformQueries.health(), of: database.platform)
      reply.ready = rows.first.map { Int($0.number) == Schema.platform.count } ?? false
      let haltedCount = ledgers.haltedCount
      if !reply.ready {
        reply.problem = "the database has other migrations than this server"
      } else if haltedCount > 0 {
        // Calls are served all the same.
        reply.problem = "\(haltedCount) ledgers are not sealed, signed or sound; see the log"
      }
    } catch {
      reply.problem = "the database cannot be reached"
    }
    return reply
  }

  func createTenant(
    _ call: Authorised<Tally_V1_CreateTenantRequest>, caller: Caller
  ) async throws(Refusal) -> [UInt8] {
    try await provisioning.perform(
      call, write: PlatformWrite(database: database, caller: caller, world: world))
  }

  func listTenants(
    _ call: Authorised<Tally_V1_ListTenantsRequest>
  ) async throws(Refusal) -> Tally_V1_ListTenantsReply {
    let rows: [PlatformQueries.TenantsRow] = try await database.ask(
      PlatformQueries.tenants(countMax: Limits.tenantsListedMax), of: database.platform)
    var reply = Tally_V1_ListTenantsReply()
    reply.tenants = rows.map { row in
      var tenant = Tally_V1_Tenant()
      tenant.tenantID = row.id.description
      tenant.name = row.name
      tenant.jurisdiction = row.jurisdiction
      tenant.baseCurrency = row.baseCurrency
      tenant.state = UInt32(clamping: row.state)
      tenant.origin = row.origin
      tenant.ledgerVkey = row.ledgerVkey
      return tenant
    }
    return reply
  }

  func moveCivilClock(
    _ call: Authorised<Tally_V1_MoveCivilClockRequest>, caller: Caller
  ) async throws(Refusal) -> [UInt8] {
    guard let civilClock else {
      throw .rule(
        .guardNotMet, "civil clock",
        "the civil clock moves only with the private PostgreSQL and --civil-clock")
    }
    let text = call.request.civilTime
    let wanted = text.isEmpty ? nil : try Field.timestamp(text, "civil_time")
    guard wanted.map({ Self.civilDays.contains($0.day()) }) ?? true else {
      throw Refusal(
        .invalidArgument, .dateInvalid, "civil_time lies outside 1900-01-01 to 9998-12-31",
        field: "civil_time")
    }
    var reply = Tally_V1_MoveCivilClockReply()
    reply.civilTime = (wanted ?? world.recordedNow()).description
    let decision = PlatformWrite.Decision(writes: [], reply: .reply(try Self.bytes(of: reply)))
    let outcome = try await write(caller).perform { _ in decision }
    // The clock is this process's own: the same call again leaves it where it is by now.
    guard outcome.isFresh else { return try Self.stored(outcome) }
    if let wanted {
      civilClock.move(to: wanted, at: world.recordedNow())
    } else {
      civilClock.reset()
    }
    world.log.notice("civil clock moved", metadata: ["civil": "\(world.civilNow())"])
    return try Self.stored(outcome)
  }

  /// Days to which civil time may be moved: what a time zone adds stays a year of four digits, and
  /// a clock left running has some days before its end.
  private static let civilDays =
    (Day("1900-01-01") ?? Day(number: 0))...(Day("9998-12-31") ?? Day(number: 0))

  // MARK: Shared

  func write(_ caller: Caller) -> PlatformWrite {
    PlatformWrite(database: database, caller: caller, world: world)
  }

  static func bytes(of reply: some Message) throws(Refusal) -> [UInt8] {
    do {
      let bytes: [UInt8] = try reply.serializedBytes()
      return bytes
    } catch {
      throw .internalError
    }
  }

  static func stored(_ outcome: PlatformWrite.Outcome) throws(Refusal) -> [UInt8] {
    guard case .reply(let bytes) = outcome.reply else { throw .internalError }
    return bytes
  }
}
