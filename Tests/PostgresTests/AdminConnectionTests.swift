import Postgres
import TestKit
import Testing
import World

@Suite struct AdminConnectionTests {
  private func code(
    _ login: DatabaseLogin,
    _ body: @escaping @Sendable (AdminLink) throws(AdminFailure) -> Void
  ) async -> AdminFailure.Code? {
    do throws(AdminFailure) {
      try await AdminConnection.with(login, world: .real, body)
      return nil
    } catch {
      return error.code
    }
  }

  @Test func valuesTravelApartFromTheText() async throws {
    let admin = try await TestCluster.shared.cluster().admin()
    let rows = try await AdminConnection.with(admin, world: .real) { link throws(AdminFailure) in
      try link.query(
        "select $1::text, $2::text, $3::int + 1", ["'; --", nil, "41"], task: "asking")
    }
    #expect(rows == [["'; --", nil, "42"]])
  }

  @Test func severalStatementsInOneTextAreRefused() async throws {
    let admin = try await TestCluster.shared.cluster().admin()
    let found = await code(admin) { link throws(AdminFailure) in
      try link.run("select 1; select 2", task: "asking")
    }
    #expect(found == .refused(sqlState: "42601"))
  }

  @Test func deadlineEndsTheStatementAndTheConnection() async throws {
    let admin = try await TestCluster.shared.cluster().admin()
    let connection = try await AdminConnection.open(admin, world: .real)
    let pid = try await connection.query("select pg_backend_pid()", task: "asking")[0][0]
    await #expect(throws: AdminFailure(code: .deadline, task: "waiting")) {
      try await connection.perform { link throws(AdminFailure) in
        _ = try link.query("select pg_sleep(600)", task: "waiting", timeout: .milliseconds(20))
      }
    }
    await #expect(throws: AdminFailure(code: .connectionLost, task: "again")) {
      try await connection.query("select 1", task: "again")
    }
    var isThere = true
    while isThere {
      isThere = try await AdminConnection.with(admin, world: .real) { link throws(AdminFailure) in
        try !link.query(
          "select from pg_stat_activity where pid = $1::int", [pid], task: "looking"
        ).isEmpty
      }
    }
  }

  @Test func failedTransactionLeavesNothing() async throws {
    let database = try await TestCluster.shared.emptyDatabase()
    let found = await code(database.admin) { link throws(AdminFailure) in
      try link.transaction(task: "making") { () throws(AdminFailure) in
        try link.run("create table t (a integer)", task: "making")
        try link.run("select 1 / 0", task: "failing")
      }
    }
    #expect(found == .refused(sqlState: "22012"))
    let rows = try await database.run(
      ["select 1 from pg_class where relname = 't'"], as: database.admin)
    #expect(rows.isEmpty)
  }

  @Test func whatIsNotThereIsSaidSoWithoutThePassword() async throws {
    let login = DatabaseLogin(
      host: "/nowhere", port: 1, database: "d", user: "u", password: "secret")
    do throws(AdminFailure) {
      try await AdminConnection.open(login, world: .real).close()
      Issue.record("connected")
    } catch {
      #expect(error.code == .cannotConnect)
      #expect(!"\(error)".contains("secret"))
      #expect(!String(reflecting: error).contains("secret"))
      #expect(!"\(login)".contains("secret"))
    }
  }
}
