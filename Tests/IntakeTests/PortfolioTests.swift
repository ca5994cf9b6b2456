import Bytes
import Foundation
import Intake
import Testing

/// A folder of its own for the files of one test.
final class Folder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "intake-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ bytes: some Sequence<UInt8>, as name: String = "file.csv") throws -> String {
    let file = path + "/" + name
    try Data(bytes).write(to: URL(fileURLWithPath: file))
    return file
  }
}

/// What lies in the repository's folder of sample data.
func sample(_ name: String) -> String {
  URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("ops/sample-data/\(name)").path
}

func mapping(_ text: String) throws -> Mapping { try Mapping(json: Array(text.utf8)) }

func outcomes(_ path: String, _ mapping: Mapping) throws -> [PortfolioFile.Outcome] {
  var file = try PortfolioFile(path: path, mapping: mapping)
  var all: [PortfolioFile.Outcome] = []
  while let outcome = try file.next() { all.append(outcome) }
  return all
}

func row(_ outcome: PortfolioFile.Outcome) throws -> PortfolioRow {
  guard case .row(let row) = outcome else { throw Unexpected() }
  return row
}

let smallMapping = """
  {"mapping": "small", "version": 3, "attribution": "nobody",
   "currency": {"code": "CNY", "decimals": 2, "column": "ccy"}, "time_zone": "Asia/Shanghai",
   "product": "bnpl", "generator": {"seed": 1, "style": "mainland"},
   "reference": {"column": "ref"}, "name": {"column": "name"}, "resident_id": {"generate": true},
   "phone": {"generate": true}, "signed_on": {"column": "signed"}, "limit": "1000.00",
   "opening": {"on": "2026-03-31", "amount": {"column": "open"}},
   "overdue": {"months": {"column": "late"}, "due_on": "2026-03-31",
     "amount": {"rule": "minimum_due_per_month"}},
   "minimum_due": {"ppm": 100000, "floor": "50.00"},
   "periods": [
     {"statement_on": "2026-04-30", "due_on": {"column": "due"}, "bill": {"column": "bill"},
      "payments": [{"on": {"column": "paid_on"}, "amount": {"column": "paid"}}],
      "months_late": {"column": "late"}}],
   "ignored": ["sex"]}
  """
let smallHeader = "ref,name,ccy,signed,open,due,bill,paid,paid_on,late,sex\n"
let goodRow = "R1,王小明,CNY,2026-01-31,100.00,2026-05-20,250.5,20.00,2026-04-10,0,1"

@Suite struct PortfolioTests {
  @Test func readsARow() throws {
    let folder = try Folder()
    let path = try folder.write((smallHeader + goodRow + "\n").utf8)
    let all = try outcomes(path, mapping(smallMapping))
    #expect(all.count == 1)
    let row = try row(all[0])
    #expect(row.line == 2)
    #expect(row.reference == "R1")
    #expect(row.name == "王小明")
    #expect(row.isGenerated)
    #expect(row.residentID.hasPrefix("999999"))
    #expect(row.currency.code == "CNY")
    #expect(row.product == .buyNowPayLater)
    #expect(row.signedOn.description == "2026-01-31")
    #expect(row.limitAmount == 100_000)
    #expect(row.openingOn.description == "2026-03-31")
    #expect(row.openingAmount == 10_000)
    #expect(row.overdue == nil)
    #expect(row.statements.count == 1)
    #expect(row.statements[0].billAmount == 25_050)
    #expect(row.statements[0].purchaseAmount == 25_050 - 10_000 + 2_000)
    #expect(row.statements[0].minimumDueAmount == 5_000)
    #expect(row.payments.map(\.amount) == [2_000])
    #expect(row.payments[0].externalReference == "R1/2026-04-10/1")
    #expect(row.evidence.map(\.monthsLate) == [0])
  }

  @Test(arguments: [
    ("R1", "", "ref", "the field is empty"), ("王小明", "  ", "name", "the field is empty"),
    ("王小明", "王\u{7}明", "name", "the character U+0007"),
    ("CNY", "USD", "ccy", "the currency is not CNY"),
    ("CNY", "cny", "ccy", "the currency is not CNY"),
    ("2026-01-31", "2026-02-29", "signed", "not a date that exists: YYYY-MM-DD"),
    ("2026-01-31", "31.01.2026", "signed", "not a date that exists: YYYY-MM-DD"),
    ("2026-04-10", "2026-04-31", "paid_on", "not a date that exists: YYYY-MM-DD"),
    ("2026-05-20", "2026-04-29", "due", "the due date is before the statement"),
    ("250.5", "92233720368547758.08", "bill", "the amount is too large"),
    ("250.5", "-92233720368547758.08", "bill", "the amounts overflow"),
    ("250.5", "2.505", "bill", "CNY has 2 decimals"), ("250.5", "", "bill", "the field is empty"),
    ("250.5", "1e5", "bill", "not an amount: digits, and a point before decimals"),
    ("20.00", "-1", "paid", "the payment is negative"),
    (",0,1", ",zero,1", "late", "not a number of months"),
    (",0,1", ",1000,1", "late", "not a number of months"),
    (",0,1", ",0", "", "10 columns instead of 11"),
    (",0,1", ",0,1,2", "", "12 columns instead of 11"),
  ])
  func refusesAWrongRowAndTakesTheNext(
    part: String, wrong: String, column: String, reason: String
  ) throws {
    let folder = try Folder()
    let bad = goodRow.replacingOccurrences(of: part, with: wrong)
    #expect(bad != goodRow)
    let path = try folder.write("\(smallHeader)\(bad)\n\(goodRow)\n".utf8)
    let all = try outcomes(path, mapping(smallMapping))
    #expect(all.first == .rejects([Reject(line: 2, column: column, reason: reason)]))
    #expect(all.count == 2)
    #expect(try row(all[1]).line == 3)
  }

  /// Goal: a fault hides no other. Method: rows with several, some of which what is derived needs.
  @Test(arguments: [
    (
      "R1,,USD,2026-02-30,100.00,2026-05-20,2.505,-1,2026-04-10,zero,1",
      ["name", "ccy", "signed", "bill", "paid", "late"]
    ),
    ("R1,王,CNY,2026-01-31,1.2.3,2026-04-29,250.5,20.00,never,0,1", ["open", "due", "paid_on"]),
    ("R1,王,CNY,2026-01-31,,never,,,,0,1", ["open", "due", "bill", "paid"]),
  ])
  func reportsEveryFaultFromTheLeft(line: String, columns: [String]) throws {
    let folder = try Folder()
    let path = try folder.write("\(smallHeader)\(line)\n\(goodRow)\n".utf8)
    let all = try outcomes(path, mapping(smallMapping))
    guard case .rejects(let found) = try #require(all.first) else { throw Unexpected() }
    #expect(found.map(\.column) == columns)
    #expect(found.allSatisfy { $0.line == 2 })
    #expect(try row(all[1]).line == 3)
  }

  /// A row without any bill is reported as such, behind what its columns have.
  @Test func aRowWithoutABillHidesNoFault() throws {
    let folder = try Folder()
    let optional = smallMapping.replacingOccurrences(
      of: "\"months_late\": {\"column\": \"late\"}}",
      with: "\"months_late\": {\"column\": \"late\"}, \"optional\": true}")
    #expect(optional != smallMapping)
    let line = "R1,王,CNY,2026-02-30,100.00,2026-05-20,,,,0,1"
    let path = try folder.write("\(smallHeader)\(line)\n".utf8)
    let all = try outcomes(path, mapping(optional))
    #expect(
      all == [
        .rejects([
          Reject(line: 2, column: "signed", reason: "not a date that exists: YYYY-MM-DD"),
          Reject(line: 2, column: "", reason: "no period has a bill"),
        ])
      ])
  }

  @Test func namesTheColumnOfWrongBytesAndOpenQuotes() throws {
    let folder = try Folder()
    let mapping = try mapping(smallMapping)
    let wrong = Array("\(smallHeader)R1,".utf8) + [0xB0, 0xA1] + Array(",CNY\n\(goodRow)\n".utf8)
    let all = try outcomes(folder.write(wrong), mapping)
    #expect(all.first == .rejects([Reject(line: 2, column: "name", reason: "not UTF-8")]))
    #expect(all.count == 2)
    let open = "\(smallHeader)\(goodRow)\nR2,\"王\n\(goodRow)\n"
    let cut = try outcomes(folder.write(open.utf8), mapping)
    #expect(
      cut.last == .rejects([Reject(line: 3, column: "name", reason: "the quote is left open")]))
    #expect(cut.count == 2)
  }

  @Test func derivesWhatWasOverdueAtTheOpening() throws {
    let folder = try Folder()
    func overdue(late: String, open: String) throws -> PortfolioRow.Overdue? {
      let text = goodRow.replacingOccurrences(of: ",0,1", with: ",\(late),1")
        .replacingOccurrences(of: ",100.00,", with: ",\(open),")
      let all = try outcomes(
        folder.write((smallHeader + text + "\n").utf8), mapping(smallMapping))
      return try row(all[0]).overdue
    }
    #expect(try overdue(late: "-2", open: "1000") == nil)
    let one = try overdue(late: "1", open: "1000")
    #expect(one?.sinceOn.description == "2026-03-31")
    #expect(one?.amount == 10_000)
    // The last day of February stands for its 31st.
    let two = try overdue(late: "2", open: "1000")
    #expect(two?.sinceOn.description == "2026-02-28")
    #expect(two?.amount == 20_000)
    let many = try overdue(late: "14", open: "1000")
    #expect(many?.sinceOn.description == "2025-02-28")
    #expect(many?.amount == 100_000)
    #expect(try overdue(late: "2", open: "0") == nil)
    #expect(try overdue(late: "2", open: "-5") == nil)
  }

  @Test(
    arguments: [
      ("1000.04", 10_000), ("1000.05", 10_001), ("499.99", 5_000), ("30.00", 3_000), ("0", 0),
      ("-7", 0), ("92233720368547758.07", 922_337_203_685_477_581),
    ] as [(String, Int64)])
  func roundsTheMinimumDueHalfUp(bill: String, minimumDue: Int64) throws {
    let folder = try Folder()
    // An opening as large as the bill keeps the derived purchases within their bounds.
    let text = goodRow.replacingOccurrences(of: "250.5", with: bill)
      .replacingOccurrences(of: ",100.00,", with: ",\(bill),")
    let all = try outcomes(folder.write((smallHeader + text + "\n").utf8), mapping(smallMapping))
    #expect(try row(all[0]).statements[0].minimumDueAmount == minimumDue)
  }

  @Test func refusesFilesWhoseColumnsDoNotFit() throws {
    let folder = try Folder()
    let mapping = try mapping(smallMapping)
    let cases: [(String, IntakeFailure)] = [
      (smallHeader.replacingOccurrences(of: "bill,", with: ""), .columnsMissing(["bill"])),
      (smallHeader.replacingOccurrences(of: "sex", with: "sex,age"), .columnsUnknown(["age"])),
      (smallHeader.replacingOccurrences(of: "sex", with: "ref"), .headerAmbiguous(column: "ref")),
      (smallHeader.replacingOccurrences(of: "sex", with: ""), .headerAmbiguous(column: "")),
      ("", .headerUnreadable(reason: "the file is empty")),
      ("\"ref", .headerUnreadable(reason: "the quote is left open")),
    ]
    for (header, expected) in cases {
      let path = try folder.write(header.utf8)
      #expect(throws: expected) { try outcomes(path, mapping) }
    }
    let wide = try folder.write([0xFF, 0xFE, 0x72, 0])
    #expect(throws: IntakeFailure.notUTF8) { try outcomes(wide, mapping) }
    let absent = folder.path + "/absent.csv"
    #expect(throws: IntakeFailure.unreadable(path: absent, errno: ENOENT)) {
      try outcomes(absent, mapping)
    }
  }

  @Test func noticesAFileThatChangesWhileItIsRead() throws {
    let folder = try Folder()
    let path = try folder.write((smallHeader + goodRow + "\n").utf8)
    var file = try PortfolioFile(path: path, mapping: mapping(smallMapping))
    _ = try folder.write((smallHeader + goodRow + "\n" + goodRow + "\n").utf8)
    var failure: IntakeFailure?
    do { while try file.next() != nil {} } catch { failure = error }
    #expect(failure == .changedWhileRead)
  }

  @Test func quotesRejectsAndDisarmsFormulas() {
    #expect(Reject(line: 7, column: "a,b", reason: "x").csv == "7,\"a,b\",x\r\n")
    #expect(Reject(line: 7, column: "=1+1", reason: "a \"b\"").csv == "7,'=1+1,\"a \"\"b\"\"\"\r\n")
  }
}

@Suite struct SampleDataTests {
  @Test func importsTheCardPortfolioWhole() throws {
    let mapping = try Mapping(
      json: Array(Data(contentsOf: URL(fileURLWithPath: sample("taiwan_card.mapping.json")))))
    var file = try PortfolioFile(path: sample("taiwan_card.csv.gz"), mapping: mapping)
    #expect(
      file.digest.description == "3dd2f810c0935fd0bf7209294148089c017c8f47416a0ea4d5bda7b04750a4d4")
    var rows = 0
    var payments = 0
    var overdue = 0
    var identifiers: Set<String> = []
    while let outcome = try file.next() {
      let row = try row(outcome)
      rows += 1
      payments += row.payments.count
      overdue += row.overdue == nil ? 0 : 1
      identifiers.insert(row.residentID)
      #expect(row.statements.count == 6)
      #expect(row.statements[0].purchaseAmount == 0)
      // The books balance: what was bought and paid leads from the opening to the last bill.
      let bought = row.statements.reduce(0) { $0 + $1.purchaseAmount }
      let paid = row.payments.reduce(0) { $0 + $1.amount }
      #expect(row.openingAmount + bought - paid == row.statements[5].billAmount)
      guard row.reference == "TW-1" else { continue }
      #expect(row.statements.map(\.billAmount) == [0, 0, 0, 68_900, 310_200, 391_300])
      #expect(row.statements.map(\.purchaseAmount) == [0, 0, 0, 68_900, 310_200, 81_100])
      #expect(row.statements[5].minimumDueAmount == 50_000)
      #expect(row.payments.map(\.amount) == [68_900])
      #expect(row.payments[0].valueOn.description == "2005-08-15")
      #expect(row.limitAmount == 2_000_000)
      #expect(row.evidence.map(\.monthsLate) == [0, 0, 0, 0, 2, 2])
      #expect(row.timeZone == "Asia/Taipei")
      #expect(row.isGenerated)
    }
    #expect(rows == 30_000)
    #expect(payments == 143103)
    #expect(overdue == 3062)
    #expect(identifiers.count == 30_000)
  }

  @Test func importsTheShopWhole() throws {
    let mapping = try Mapping(
      json: Array(Data(contentsOf: URL(fileURLWithPath: sample("shop_b.mapping.json")))))
    let all = try outcomes(sample("shop_b.csv"), mapping)
    #expect(all.count == 40)
    let rows = try all.map { try row($0) }
    #expect(rows.allSatisfy { $0.isGenerated && $0.residentID.hasPrefix("999999") })
    #expect(rows.allSatisfy { (1...3).contains($0.statements.count) })
    #expect(rows[0].name == "孙杰杰")
    #expect(rows[0].statements.map(\.billAmount) == [0, 95_769, 20_204])
    #expect(rows[0].payments.map(\.amount) == [31_160, 95_769])
    #expect(rows[0].statements.map(\.purchaseAmount) == [0, 95_769, 20_204])
  }
}
