import Bytes
import Contract
import Ledger
import Queries
import SQL
import Sealer
import World

extension Doctor {
  /// Whether every log is signed as far as it is sealed, and stands where its note says.
  func ledgers() async -> [Finding] {
    let subject = "ledgers"
    do throws(ServerFailure) {
      let inspection = try LedgerInspection.standing(settings, world)
      var problems: [String] = []
      var count = 0
      do throws(Refusal) {
        for tenant in try await inspection.tenants() {
          count += 1
          for log in Log.allCases {
            guard let problem = await inspection.problem(of: tenant, log) else { continue }
            problems.append("\(TenantLog(TenantName(tenant.id).text, log)): \(problem)")
          }
        }
      } catch {
        problems.append(error.message)
      }
      await inspection.database.close()
      guard problems.isEmpty else {
        return problems.map { Finding(subject: subject, isWell: false, text: $0) }
      }
      return [Finding(subject: subject, isWell: true, text: "\(count) signed as far as sealed")]
    } catch {
      return [Finding(subject: subject, isWell: false, text: "\(error)")]
    }
  }
}

extension LedgerInspection {
  private struct Standing: Equatable {
    let sealed: Int64
    let published: Int64
    /// Nil when none was ever kept.
    let kept: Int?
  }

  /// What is wrong with how far a log is signed, without recomputing it; nil when nothing is.
  func problem(of tenant: PlatformQueries.TenantsRow, _ log: Log) async -> String? {
    do throws(SealFailure) {
      let first = try await standing(of: tenant, log)
      if let kept = first.kept, kept > first.sealed { return Self.behind(first) }
      guard first.sealed > first.published else { return nil }
      // A running server signs once a second.
      do { try await world.sleep(Limits.signingLook) } catch { return nil }
      let second = try await standing(of: tenant, log)
      guard second.published == first.published else { return nil }
      return "sealed up to \(second.sealed), signed up to \(second.published); see the log"
    } catch {
      return "\(error)"
    }
  }

  private static func behind(_ standing: Standing) -> String {
    "sealed up to \(standing.sealed), but a checkpoint of size \(standing.kept ?? 0) was signed"
  }

  private func standing(
    of tenant: PlatformQueries.TenantsRow, _ log: Log
  ) async throws(SealFailure) -> Standing {
    var kept: Int?
    let identity = try Self.identity(of: log, tenant)
    if let note = try await notes.note(origin: identity.origin) {
      kept = try Self.verified(note, by: identity.vkey).size
    }
    let deadline = world.monotonicNow() + Limits.platformNanoseconds
    do throws(SQLFailure) {
      let answers = try await database.sealerSessions(of: tenant.id).withSession(
        deadline: deadline
      ) { (session) throws(SQLFailure) in
        try await session.run(
          Batch(
            opening: .snapshot,
            [
              LedgerQueries.head(of: log).bound,
              LedgerQueries.latestCheckpoint(of: log, origin: identity.origin).bound,
            ], closing: .commit), deadline: deadline)
      }
      let heads: [LedgerQueries.HeadRow] = try answers[0].decoded()
      let checkpoints: [LedgerQueries.LatestCheckpointRow] = try answers[1].decoded()
      return Standing(
        sealed: heads.first?.size ?? 0, published: checkpoints.first?.size ?? 0, kept: kept)
    } catch {
      throw .database(error)
    }
  }
}
