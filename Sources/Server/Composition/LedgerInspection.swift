import Bytes
import Contract
import Ledger
import Logging
import Queries
import SQL
import Sealer
import World

/// Recomputes both logs of tenants from their leaf bytes and compares them with all that is kept of them,
/// the note outside of the database included: fsck.
struct LedgerInspection: Sendable {
  private static let externalName = "kept outside"
  let database: DatabaseAccess
  let notes: any NoteStore
  let world: World

  /// What was found of one tenant.
  struct Report: Sendable {
    let tenant: Identifier
    fileprivate(set) var entryCount: Int
    fileprivate(set) var blockCount: Int
    /// What disagrees, in words without values; empty when all is well.
    fileprivate(set) var findings: [String]
    fileprivate(set) var findingsLeftOut: Int

    fileprivate mutating func add(_ other: Report, of log: Log) {
      entryCount += other.entryCount
      blockCount += other.blockCount
      findings += other.findings.map { log == .ledger ? $0 : "\(log.rawValue) log, \($0)" }
      findingsLeftOut += other.findingsLeftOut
    }
  }

  /// - Throws: when the ledger cannot be read: nothing is said about it then.
  func inspect(_ tenant: PlatformQueries.TenantsRow) async throws(SealFailure) -> Report {
    var whole = Report(
      tenant: tenant.id, entryCount: 0, blockCount: 0, findings: [], findingsLeftOut: 0)
    for log in Log.allCases { whole.add(try await inspect(tenant, log), of: log) }
    return whole
  }

  private func inspect(
    _ tenant: PlatformQueries.TenantsRow, _ log: Log
  ) async throws(SealFailure) -> Report {
    var findings: [LedgerFinding] = []
    var external: [(name: String, checkpoint: Checkpoint)] = []
    do throws(SealFailure) {
      let identity = try Self.identity(of: log, tenant)
      if let note = try await notes.note(origin: identity.origin) {
        external.append((Self.externalName, try Self.verified(note, by: identity.vkey)))
      }
    } catch {
      findings.append(
        LedgerFinding(
          place: .checkpoint(name: Self.externalName), column: "note", problem: "\(error)"))
    }
    let report = try await LedgerAudit(
      sessions: database.sealerSessions(of: tenant.id),
      name: TenantLog(TenantName(tenant.id).text, log), world: world
    ).run(external: external)
    findings += report.findings
    return Report(
      tenant: tenant.id, entryCount: report.entryCount, blockCount: report.blockCount,
      findings: findings.map(\.description), findingsLeftOut: report.findingsLeftOut)
  }

  static func identity(
    of log: Log, _ tenant: PlatformQueries.TenantsRow
  ) throws(SealFailure) -> LogIdentity {
    let ledger = LogIdentity(origin: tenant.origin, vkey: tenant.ledgerVkey)
    do throws(LedgerFailure) {
      return switch log {
      case .ledger: ledger
      case .access: try ledger.ofAccess()
      }
    } catch {
      throw .ledger(error)
    }
  }

  static func verified(
    _ bytes: [UInt8], by vkey: String
  ) throws(SealFailure) -> Checkpoint {
    do throws(LedgerFailure) {
      return try SignedCheckpoint(note: bytes, log: try VerifierKey(vkey)).checkpoint
    } catch {
      throw .externalUnreadable
    }
  }

  /// The tenants whose ledgers there are.
  func tenants() async throws(Refusal) -> [PlatformQueries.TenantsRow] {
    let rows: [PlatformQueries.TenantsRow] = try await database.ask(
      PlatformQueries.tenants(countMax: Limits.tenantsListedMax), of: database.platform)
    return rows.filter { $0.state == TenantState.active.rawValue }
  }
}

/// Looks at one ledger after the other, again and again: what was changed is found by itself.
struct LedgerPatrol: HouseService {
  let inspection: LedgerInspection
  let watch: LedgerWatch
  let period: Duration
  let world: World
  var name: String { "ledger patrol" }

  func run() async {
    do {
      while !Task.isCancelled {
        // First, so that a start has the database for itself.
        try await world.sleep(period)
        await round()
      }
    } catch {
      // Cancelled: a patrol only reads.
      return
    }
  }

  private func round() async {
    let tenants: [PlatformQueries.TenantsRow]
    do throws(Refusal) { tenants = try await inspection.tenants() } catch {
      world.log.warning("ledgers not inspected", metadata: ["reason": "\(error.reason.rawValue)"])
      return
    }
    for tenant in tenants {
      if Task.isCancelled { return }
      do throws(SealFailure) {
        let report = try await inspection.inspect(tenant)
        watch.inspected(TenantName(tenant.id).text, findings: report.findings)
      } catch {
        world.log.warning(
          "ledger not inspected", metadata: ["tenant": "\(tenant.id)", "failure": "\(error)"])
      }
    }
  }
}
