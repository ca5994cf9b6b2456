import SQL
import Testing
import forge

@Suite struct QueryFileTests {
  private let path = "sql/queries/cases/by_id.sql"

  private func read(_ source: String) throws -> QueryFile {
    try QueryFile(path: path, source: source)
  }

  @Test func namesBecomeNumbersInTheOrderOfTheirAppearance() throws {
    let file = try read("-- A.\nselect :b, :a, :b::int8 + :a_1;\n")
    #expect(file.text == "select $1, $2, $1::int8 + $3")
    #expect(file.parameters.map(\.name) == ["b", "a", "a_1"])
    #expect(file.area == "cases")
    #expect(file.name == "by_id")
    #expect(file.documentation == ["A."])
    #expect(!file.isColumnar)
  }

  @Test func aQuestionMarkAnywhereMakesAParameterNullable() throws {
    let file = try read("-- A.\nselect :a, :b?, :a?")
    #expect(file.text == "select $1, $2, $1")
    #expect(file.parameters.map(\.isNullable) == [true, true])
  }

  @Test func castsSlicesQuotesAndCommentsHoldNoParameters() throws {
    let text = "select ':a', \":b\", x::text, y[1:2], $$:c$$ /* :d */ -- :e"
    let file = try read("-- A.\n" + text)
    #expect(file.text == text)
    #expect(file.parameters.isEmpty)
  }

  @Test func columnarIsALineOfItsOwn() throws {
    let file = try read("-- A.\n-- columnar\n-- B.\nselect :a")
    #expect(file.isColumnar)
    #expect(file.documentation == ["A.", "B."])
    let single = try read("-- A columnar.\nselect :a")
    #expect(!single.isColumnar)
  }

  @Test func aStatementOfEachLogDiffersInItsTablesAlone() throws {
    let file = try read(
      "-- A.\n-- of each log\nselect 1 from tenant.ledger_a a join tenant.ledger_b b on ':c' = :c")
    #expect(file.isOfEachLog)
    #expect(file.documentation == ["A."])
    #expect(file.text == "select 1 from tenant.ledger_a a join tenant.ledger_b b on ':c' = $1")
    #expect(
      file.accessText == "select 1 from tenant.access_a a join tenant.access_b b on ':c' = $1")
    #expect(try !read("-- A of each log.\nselect 1 from tenant.ledger_a").isOfEachLog)
  }

  @Test(arguments: [
    ("-- A.\n-- of each log\nselect 1", " a statement of each log names no table of the ledger"),
    ("select 1", "\(1): needs a comment on top, which becomes its documentation"),
    ("-- columnar\nselect :a", "\(1): needs a comment on top, which becomes its documentation"),
    ("-- A.\nselect 1;\nselect 2;", "\(2): holds more than one statement"),
    ("-- A.\n-- columnar\nselect 1", " a columnar statement needs a parameter"),
    ("-- A.\n;", " holds no statement"),
  ])
  func whatIsWrongIsNamed(_ source: String, _ reason: String) {
    #expect(complaint { _ = try read(source) } == "\(path):\(reason)")
  }

  @Test func aNameThatIsNoIdentifierIsRefused() {
    let found = complaint { _ = try QueryFile(path: "sql/queries/cases/By.sql", source: "-- A.\n") }
    #expect(found?.contains("By is not a lower-case name") == true)
  }

  @Test func everyColumnTypeHasAnAccessorAndComesBackFromItsObjectID() {
    for type in ColumnType.allCases {
      #expect(FieldType(objectID: type.objectID) == FieldType(type))
      #expect(FieldType(objectID: type.arrayObjectID) == FieldType(type, isArray: true))
    }
    #expect(FieldType(objectID: 1043) == FieldType(.text))
    // numeric, float8, jsonb, timestamp without time zone, interval
    for objectID: UInt32 in [1700, 701, 3802, 1114, 1186] {
      #expect(FieldType(objectID: objectID) == nil)
    }
  }

  private func typed(
    _ source: String, _ parameters: [UInt32], _ columns: [(String, UInt32)]
  ) throws -> TypedQuery {
    try TypedQuery(
      try read(source), parameters: parameters,
      columns: columns.map { (name: $0.0, type: $0.1) })
  }

  @Test func aTypeWeDoNotUseIsRefusedWithFileAndColumn() {
    let column = complaint { _ = try typed("-- A.\nselect 1", [], [("rate", 1700)]) }
    #expect(column == "\(path): column rate has type 1700: add a cast")
    let parameter = complaint { _ = try typed("-- A.\nselect :a", [1186], [("b", 23)]) }
    #expect(parameter == "\(path): parameter a has type 1186: add a cast")
    let unnamed = complaint { _ = try typed("-- A.\nselect 1", [], [("?column?", 23)]) }
    #expect(unnamed == "\(path): column ?column needs a name: add an alias")
    let twice = complaint { _ = try typed("-- A.\nselect 1", [], [("a", 23), ("a?", 23)]) }
    #expect(twice == "\(path): two columns are called a")
  }

  @Test func aColumnarReadBeginsWithItsOrdinal() throws {
    let source = "-- A.\n-- columnar\nselect :a"
    let query = try typed(source, [1016], [("n", 20), ("b?", 25)])
    #expect(query.columns.map(\.name) == ["b"])
    #expect(query.columns[0].isNullable)
    for columns in [[("m", UInt32(20))], [("n", UInt32(23))], [("n?", UInt32(20))]] {
      let found = complaint { _ = try typed(source, [1016], columns) }
      #expect(found == "\(path): the first column of a columnar read must be n, a bigint")
    }
    let scalar = complaint { _ = try typed(source, [20], []) }
    #expect(scalar == "\(path): parameter a of a columnar statement: no array")
  }

  @Test func namesOfSwiftFollowTheHouse() {
    #expect(SwiftText.lowerCamel("debtor_id") == "debtorID")
    #expect(SwiftText.lowerCamel("id") == "id")
    #expect(SwiftText.lowerCamel("id_of_case_ids") == "idOfCaseIDs")
    #expect(SwiftText.upperCamel("end_of_day") == "EndOfDay")
    #expect(SwiftText.escaped("default") == "`default`")
    #expect(SwiftText.literal("a\"\\\n") == #""a\"\\\n""#)
    #expect(SwiftText.block("a\"\"\"#b\\#(", indent: 0) == "##\"\"\"\na\"\"\"#b\\#(\n\"\"\"##")
  }
}
