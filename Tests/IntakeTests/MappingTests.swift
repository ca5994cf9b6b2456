import Foundation
import Intake
import Testing

@Suite struct MappingTests {
  @Test func readsAMapping() throws {
    let mapping = try mapping(smallMapping)
    #expect(mapping.label == "small/3")
    #expect(mapping.attribution == "nobody")
    #expect(
      mapping.columns == [
        "ref", "name", "ccy", "signed", "open", "due", "bill", "paid", "paid_on", "late",
      ])
  }

  @Test(arguments: [
    ("\"version\": 3", "\"version\": 3, \"verison\": 3", "verison is not known here"),
    ("\"version\": 3,", "", "version is missing"),
    ("\"version\": 3", "\"version\": 3.5", "expected a whole number of 1 to 1000000"),
    ("\"version\": 3", "\"version\": 3, \"version\": 4", "version comes twice"),
    ("\"decimals\": 2", "\"decimals\": 0", "ISO 4217 gives CNY 2 decimals"),
    ("\"CNY\"", "\"ABC\"", "expected a currency of ISO 4217"),
    ("\"bnpl\"", "\"loan\"", "expected one of bnpl"),
    ("\"2026-04-30\"", "\"2026-04-31\"", "not a date that exists"),
    ("\"1000.00\"", "\"1000.001\"", "not an amount of CNY"),
    ("\"1000.00\"", "1000.00", "expected an object"),
    ("\"1000.00\"", "{\"rule\": \"minimum_due_per_month\"}", "not a rule for this amount"),
    ("\"ppm\": 100000", "\"ppm\": 1000001", "expected a whole number"),
    ("\"50.00\"", "\"-50.00\"", "expected an amount which is not negative"),
    ("{\"column\": \"ref\"}", "{\"generate\": true}", "reference cannot be generated"),
    ("\"generator\": {\"seed\": 1, \"style\": \"mainland\"},", "", "generator is missing"),
    ("\"mainland\"", "\"atlantis\"", "expected one of taiwan, mainland"),
    ("[\"sex\"]", "[\"sex\", \"ref\"]", "ref is read and ignored"),
    ("\"periods\": [", "\"periods\": [], \"x\": [", "expected 1 to 600 periods"),
    ("\"nobody\"", "\"\"", "expected a text that is not empty"),
    ("{\"column\": \"bill\"}", "{\"column\": \"bill\", \"or\": 1}", "or is not known here"),
  ])
  func refuses(part: String, wrong: String, reason: String) throws {
    let text = smallMapping.replacingOccurrences(of: part, with: wrong)
    #expect(text != smallMapping)
    var failure: IntakeFailure?
    do { _ = try mapping(text) } catch { failure = error as? IntakeFailure }
    guard case .mapping(let line, let found) = failure else { throw Unexpected() }
    #expect(found.hasPrefix(reason), "\(found)")
    #expect((1...17).contains(line))
  }

  @Test(arguments: [
    "", " ", "{", "[1,]", "{\"a\":1,}", "{\"a\" 1}", "{a:1}", "01", "1.", "-", "1e5", "+1", ".5",
    "\"", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\n\"", "tru", "nul",
    "{} {}", "{}x", "'a'", "[1 2]", "\u{FEFF}{}", "NaN",
  ])
  func refusesWhatIsNoJSON(text: String) {
    #expect(throws: IntakeFailure.self) { try mapping(text) }
  }

  @Test func saysOnWhichLine() throws {
    var failure: IntakeFailure?
    do { _ = try mapping("{\n \"mapping\": \"x\",\n \"version\": -1\n}") } catch {
      failure = error as? IntakeFailure
    }
    guard case .mapping(3, _) = failure else { throw Unexpected() }
  }

  /// Goal: what the server refuses by the name of a field is reported under the file's column.
  @Test(arguments: [
    ("reference", "ref"), ("name", "name"), ("signed_on", "signed"), ("opening_amount", "open"),
    ("currency", "ccy"), ("overdue_since_on", "late"), ("overdue_amount", "late"),
    ("evidence", "late"), ("statements", "bill"), ("statements.bill_amount", "bill"),
    ("statements.purchase_amount", "bill"), ("statements.minimum_due_amount", "bill"),
    ("statements.due_on", "due"), ("payments", "paid"), ("payments.amount", "paid"),
    ("payments.external_ref", "paid"), ("payments.value_on", "paid_on"),
  ])
  func namesTheColumnOfAField(field: String, column: String) throws {
    #expect(try mapping(smallMapping).column(ofField: field) == column)
  }

  @Test(arguments: [
    "resident_id", "phone", "limit_amount", "opening_on", "statements.statement_on", "time_zone",
    "product", "nothing",
  ])
  func aConstantHasNoColumn(field: String) throws {
    #expect(try mapping(smallMapping).column(ofField: field) == nil)
  }

  @Test func aRuleIsFedByTheFirstBill() throws {
    let text = smallMapping.replacingOccurrences(
      of: "{\"column\": \"open\"}", with: "{\"rule\": \"first_bill_plus_first_payments\"}")
    #expect(try mapping(text).column(ofField: "opening_amount") == "bill")
  }

  @Test func readsEscapesAndBounds() throws {
    let escaped = smallMapping.replacingOccurrences(
      of: "\"nobody\"", with: "\"\\u9673\\ud83d\\ude00\\n\\\"\\/\"")
    #expect(try mapping(escaped).attribution == "陳😀\n\"/")
    let deep = String(repeating: "[", count: Limits.jsonDepthMax + 1)
    #expect(throws: IntakeFailure.mapping(line: 1, reason: "nested too deep")) {
      try mapping(deep)
    }
    let long = String(repeating: " ", count: Limits.mappingByteCountMax) + "{}"
    #expect(throws: IntakeFailure.self) { try mapping(long) }
    #expect(throws: IntakeFailure.mapping(line: 1, reason: "not UTF-8")) {
      try Mapping(json: [0x7B, 0xFF])
    }
  }
}
