import Foundation
package import Postgres
import SQL
import Synchronization
import World

/// One private PostgreSQL for a test process: started at first use, gone when the process ends,
/// however it ends.
package actor TestCluster {
  package static let shared = TestCluster()
  package static let loginKey = [UInt8](repeating: 7, count: 32)
  private static let template = "tally_template"

  /// A cluster of its own, for a test that changes settings of the whole server.
  package init() {}

  private var starting: Task<PrivateCluster, any Error>?
  private var preparing: Task<Void, any Error>?
  private var databaseCount = 0

  /// The running cluster.
  package func cluster() async throws -> PrivateCluster {
    if let starting { return try await starting.value }
    let task = Task {
      var settings = ClusterSettings(directory: try TemporaryDirectory.make())
      settings.isDurable = false
      settings.endsWithUs = true
      settings.connectionsMax = 500
      settings.sharedBuffersMebibytes = 64
      // A database a test.
      settings.autovacuumNaptimeSeconds = 600
      let cluster = try PrivateCluster(settings, world: .real)
      try await cluster.start()
      if let pid = await cluster.postmaster { TemporaryDirectory.endAtExit(pid) }
      return cluster
    }
    starting = task
    return try await task.value
  }

  /// A database of its own: roles, hardening and platform migrations done.
  package func database() async throws -> TestDatabase {
    let cluster = try await cluster()
    try await prepareTemplate(cluster)
    databaseCount += 1
    let name = "test_\(databaseCount)"
    try await AdminConnection.with(cluster.admin(), world: .real) { link throws(AdminFailure) in
      let task = "creating \(name)"
      try link.run("create database \(name) template \(Self.template)", task: task)
      // Rights on a database are not copied.
      try link.run("revoke all on database \(name) from public", task: task)
      try link.run("grant connect on database \(name) to public", task: task)
      try link.run("grant create on database \(name) to tally_ledger", task: task)
    }
    return TestDatabase(admin: cluster.admin(database: name))
  }

  /// A database of its own in which nothing was done; a superuser's to fill.
  package func emptyDatabase() async throws -> TestDatabase {
    let cluster = try await cluster()
    databaseCount += 1
    let name = "empty_\(databaseCount)"
    try await AdminConnection.with(cluster.admin(), world: .real) { link throws(AdminFailure) in
      try link.run("create database \(name) template template0", task: "creating \(name)")
    }
    return TestDatabase(admin: cluster.admin(database: name))
  }

  private func prepareTemplate(_ cluster: PrivateCluster) async throws {
    if let preparing { return try await preparing.value }
    let task = Task {
      let database = TestDatabase(admin: cluster.admin(database: Self.template))
      try await database.prepare()
      _ = try await MigrationRunner(owner: database.owner, world: .real)
        .migratePlatform(SQLFiles.migrations("platform"))
    }
    preparing = task
    try await task.value
  }
}
