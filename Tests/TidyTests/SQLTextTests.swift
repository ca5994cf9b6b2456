import Testing
import forge

@Suite struct SQLTextTests {
  private func statements(_ text: String) throws -> [String] {
    try SQLText(text, file: "x.sql").statements
  }

  @Test func aStatementEndsWithASemicolonAtTheEndOfALine() throws {
    #expect(
      try statements("select 1;\nselect 2 ; \nselect 3") == ["select 1", "select 2", "select 3"])
    #expect(try statements("select 1; -- one\nselect 2;") == ["select 1", "select 2"])
    #expect(try statements("select 1; select 2;") == ["select 1; select 2"])
    #expect(try statements("\n-- nothing\n/* at; all;\n */\n").isEmpty)
  }

  @Test func aSemicolonInAQuoteOrACommentEndsNothing() throws {
    for text in [
      "select 'a;\nb'", "select 'it''s;\n'", "select E'a\\';\n'", "select \"a;\n\"",
      "do $$\nbegin;\nend;\n$$", "do $body$ select $$;\n$$;\n$body$",
      "select 1 /* a;\n /* b;\n */ c;\n */ + 2", "select 1 -- a;\n + 2",
    ] {
      #expect(try statements(text + ";") == [text], "\(text)")
    }
  }

  @Test func aParameterIsNoDollarQuote() throws {
    #expect(try statements("select $1;\nselect $2;") == ["select $1", "select $2"])
    #expect(try statements("select a$b$ from c;\nselect d$b$;").count == 2)
  }

  @Test func commentsBeforeAStatementAreDroppedAndTheOthersKept() throws {
    #expect(try statements("-- a\n\n/* b */ select 1 -- c\n, 2;") == ["select 1 -- c\n, 2"])
  }

  @Test(arguments: ["select 'a", "select \"a", "/* a", "do $$ a", "do $x$ a $$", "/* /* */"])
  func whatIsNotClosedIsRefusedWithItsLine(_ text: String) {
    let found = complaint { _ = try statements("select 1;\n" + text) }
    #expect(found == "x.sql:2: a quote or comment is not closed")
  }
}
