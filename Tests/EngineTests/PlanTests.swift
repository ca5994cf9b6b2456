import Foundation
import Postgres
import Queries
import SQL
import TestKit
import Testing
import World

/// Goal: no statement of a tenant reads the whole of a table that grows. Method: the plan which is
/// kept for each, as made while the tenant is new and its tables were never analysed, and as made
/// when there are some thousand rows.
@Suite(.timeLimit(.minutes(5))) struct PlanTests {
  /// Tables with few rows, however large the tenant becomes; an extract is a row a month and grant.
  private static let small: Set<String> = [
    "access_head", "business_day", "counter", "data_source", "extract", "ledger_head",
    "legal_basis", "policy", "tenant_fact", "tenant_key",
  ]

  /// Statements that read whole tables, and why they may.
  private static let allowed: [String: Set<String>] = [
    // Once a business day: the size of the run that begins, and what it did.
    "days/begin_close": ["account"],
    "days/summary": ["account", "alert", "bucket_period", "collection_case"],
    // Reports on the whole portfolio, read and nothing else.
    "debtors/evidence_agreement": ["bucket_period", "import_evidence"],
    "debtors/portfolio_buckets": ["account"],
    "debtors/portfolio_classes": ["account"],
    "debtors/portfolio_risks": ["account", "subject"],
    "debtors/portfolio_sums": ["account"],
    // Once a month for each regulator: a sum over all accounts. The entries only after a restore.
    "extracts/five_class": ["account", "ledger_entry", "loan_class"],
    // Only after a restore, until the first seal.
    "ledger/unsealed_count": ["ledger_entry"],
    "ledger/unsealed_count.access": ["access_entry"],
  ]

  private struct Plan {
    let statement: String
    let lines: [String]

    /// Tables that are read whole.
    var scans: Set<String> {
      Set(
        lines.compactMap { try? /Seq Scan on "?([a-z_]+)/.firstMatch(in: $0)?.output.1 }
          .map(String.init))
    }
  }

  @Test func noStatementReadsAWholeTable() async throws {
    let database = try await TestCluster.shared.database()
    let tenant = try await database.tenant()
    let schema = try #require(TenantSchema(tenant.text))
    let statements = EveryStatement.list.filter { statement in
      statement.text.contains("tenant.")
        && ["select", "insert", "update", "delete", "with"].contains {
          statement.text.hasPrefix($0)
        }
    }
    #expect(statements.count > 200)
    let settings = database.admin.target.settings
    let plans = try await AdminConnection.with(database.admin, world: .real) {
      link throws(AdminFailure) in
      for setting in settings {
        _ = try link.query(
          "select set_config($1, $2, false)", [setting.name, setting.value], task: "a test")
      }
      try link.run("set plan_cache_mode = force_generic_plan", task: "a test")
      var plans: [Plan] = []
      for isNew in [true, false] {
        if !isNew {
          for statement in PlanRows.statements {
            try link.run(tenant.substituted(in: statement), task: "rows of a test")
          }
        }
        for (number, statement) in statements.enumerated() {
          let text = schema.substituted(into: statement.text)
          if isNew { try link.run("prepare p\(number) as \(text)", task: statement.name) }
          plans.append(try Self.plan("explain (costs off)", number, statement, link))
        }
      }
      return plans
    }
    var found: [String: Set<String>] = [:]
    for plan in plans {
      let scans = plan.scans.subtracting(Self.small)
      if !scans.isEmpty { found[plan.statement, default: []].formUnion(scans) }
    }
    for (statement, tables) in found {
      let more = tables.subtracting(Self.allowed[statement] ?? [])
      #expect(more.isEmpty, "\(statement) reads the whole of \(more.sorted())")
    }
    for statement in Self.allowed.keys {
      #expect(found[statement] != nil, "\(statement) reads no whole table any longer")
    }
  }

  private static func plan(
    _ explain: String, _ number: Int, _ statement: Statement, _ link: AdminLink,
    _ values: [String]? = nil
  ) throws(AdminFailure) -> Plan {
    let values = values ?? statement.parameters.map { _ in "null" }
    let list = values.isEmpty ? "" : "(\(values.joined(separator: ", ")))"
    let rows = try link.query("\(explain) execute p\(number)\(list)", [], task: statement.name)
    return Plan(statement: statement.name, lines: rows.compactMap { $0[0] })
  }

  /// Goal: what only a restore makes necessary is not done otherwise. Method: run, and ask what was
  /// executed.
  @Test func allEntriesAreReadAfterARestoreAlone() async throws {
    let database = try await TestCluster.shared.database()
    let tenant = try await database.tenant()
    let schema = try #require(TenantSchema(tenant.text))
    let statements = [
      (ExtractsQueries.fiveClassStatement, ["'2025-01-15'", "30000"]),
      (LedgerQueries.unsealedCountStatement, []),
    ]
    let areRead = try await AdminConnection.with(database.admin, world: .real) {
      link throws(AdminFailure) in
      for statement in PlanRows.statements {
        try link.run(tenant.substituted(in: statement), task: "rows of a test")
      }
      var answers: [Bool] = []
      for isRestored in [false, true] {
        if isRestored {
          try link.run(
            tenant.substituted(in: "update tenant.ledger_head set system_identifier = 1"),
            task: "a test")
        }
        for (number, (statement, values)) in statements.enumerated() {
          if !isRestored {
            try link.run(
              "prepare p\(number) as \(schema.substituted(into: statement.text))",
              task: statement.name)
          }
          let named = Dictionary(uniqueKeysWithValues: zip(["on", "end_index"], values))
          let plan = try Self.plan(
            "explain (analyze, costs off, timing off)", number, statement, link,
            statement.parameters.map { named[$0.name] ?? "null" })
          answers.append(
            plan.lines.contains {
              $0.contains(" on ledger_entry") && $0.contains("rows=30000")
            })
        }
      }
      return answers
    }
    #expect(areRead == [false, false, true, true])
  }
}
