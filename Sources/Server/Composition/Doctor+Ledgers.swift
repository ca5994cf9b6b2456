import Bytes
import Contract
import Ledger
import Queries
import SQL
import Sealer
import World

extension Doctor {
  /// Whether every ledger is signed as far as it is sealed, and stands where its note says.
  func ledgers() async -> [Finding] {
    let subject = "ledgers"
    do throws(ServerFailure) {
      let inspection = try LedgerInspection.standing(settings, world)
      var problems: [String] = []
      var count = 0
      do throws(Refusal) {
        for tenant in try await inspection.tenants() {
          count += 1
          if let problem = await inspection.problem(of: tenant) {
            problems.append("\(TenantName(tenant.id).text): \(problem)")
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

  /// What is wrong with how far a ledger is signed, without recomputing it; nil when nothing is.
  func problem(of tenant: PlatformQueries.TenantsRow) async -> String? {
    do throws(SealFailure) {
      let first = try await standing(of: tenant)
      if let kept = first.kept, kept > first.sealed { return Self.behind(first) }
      guard first.sealed > first.published else { return nil }
      // A running server signs once a second.
      do { try await world.sleep(Limits.signingLook) } catch { return nil }
      let second = try await standing(of: tenant)
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
    of tenant: PlatformQueries.TenantsRow
  ) async throws(SealFailure) -> Standing {
    var kept: Int?
    if let note = try await notes.note(origin: tenant.origin) {
      kept = try Self.verified(note, by: tenant.ledgerVkey).size
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
              LedgerQueries.head().bound,
              LedgerQueries.latestCheckpoint(origin: tenant.origin).bound,
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
