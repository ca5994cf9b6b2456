import Postgres
import Server
import Testing

/// Goal: what a session sets itself cannot be taken from it by the place of a database.
@Suite struct DatabaseURLTests {
  @Test(arguments: [
    "application_name", "client_encoding", "dbname", "gssencmode", "options", "password", "port",
    "replication", "user",
  ])
  func reservedKeywordsAreRefusedByName(_ keyword: String) {
    #expect(ConnectionTarget.reserved.contains(keyword))
    let unfit = ConnectionTarget.Unfit.reserved(keyword: keyword)
    #expect(throws: unfit) {
      try DatabaseLogin(url: "postgres://me:secret@h:5433/db?sslmode=require&\(keyword)=x")
    }
    // In whatever way it is written.
    let written = keyword.utf8.map { "%" + String($0, radix: 16) }.joined()
    #expect(throws: unfit) { try DatabaseLogin(url: "postgres://me@h/db?\(written)=x") }
    var settings = ServerSettings(directory: "/nowhere")
    #expect {
      try settings.take(
        listen: nil, database: "postgres://me@h/db?\(keyword)=x", logLevel: nil)
    } throws: {
      "\($0)".contains(keyword)
    }
    // There these say where it is.
    guard !["dbname", "port"].contains(keyword) else { return }
    #expect(throws: unfit) {
      try ConnectionTarget(keywords: "host=h dbname=d sslmode=require \(keyword)=x")
    }
  }

  @Test func theRestIsTaken() throws {
    let login = try DatabaseLogin(
      url: "postgres://me:a%20b@/db?host=%2Frun%2Fpg&sslmode=require&target_session_attrs=any")
    #expect(login.user == "me")
    #expect(login.password == "a b")
    let extra = [
      ConnectionTarget.Parameter("sslmode", "require"), .init("target_session_attrs", "any"),
    ]
    #expect(login.target == ConnectionTarget(host: "/run/pg", database: "db", extra: extra))
    let place = "host=/run/pg dbname=db port=5433 sslmode=require target_session_attrs=any"
    #expect(
      try ConnectionTarget(keywords: place)
        == ConnectionTarget(host: "/run/pg", port: 5433, database: "db", extra: extra))
    for wrong in ["postgres://h", "mysql://h/db", "postgres://h:x/db", "postgres://h/db?a"] {
      #expect(throws: ConnectionTarget.Unfit.unreadable) { try DatabaseLogin(url: wrong) }
    }
    #expect(throws: ConnectionTarget.Unfit.unreadable) {
      try ConnectionTarget(keywords: "dbname=db")
    }
  }
}
