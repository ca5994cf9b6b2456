import Access
import Bytes
import Contract
import Domain
import SQL
import Testing

/// Payments decided from given rows.
struct PaymentOperationTests {
  private let bench: OperationBench
  private let account = Identifier(high: 4, low: 1)

  init() throws { bench = try OperationBench() }

  /// Posts to an account of an agreement signed on 2005-03-01; the business date is 2005-09-30.
  private func post(on valueOn: String, ref: String = "") throws {
    var request = Tally_V1_PostPaymentRequest()
    request.accountID = account.description
    request.money.amount = 100
    request.money.currency = "TWD"
    request.valueOn = valueOn
    request.externalRef = ref
    let row = Rows([
      .identifier(account), .identifier(bench.debtor), .identifier(Identifier(high: 4, low: 2)),
      .int8(1), .text("TWD"), .int8(50_000), .null, .int8(0), .int4(0), .int2(0), .null,
      .int8(0), .int2(1), .null, .int8(1_000_000), .int2(3), .day(Day("2005-03-01")!),
      .identifier(Identifier(high: 4, low: 3)), .bytes(bench.wrappedKey),
    ])
    let post = try PostPayment(bench.call(request, [.financeOfficer]), tenant: bench.tenant)
    _ = try post.decide(bench.facts([row, Rows(), Rows(), Rows()]), at: bench.moment())
  }

  /// Goal: a payment lies between the signing and the open business date. Method: for each bound
  /// the day on it and the day beyond it.
  @Test func theValueDateLiesWithinTheAgreement() throws {
    for on in ["2005-03-01", "2005-09-30"] { #expect(refusal { try post(on: on) } == nil) }
    for on in ["1899-12-31", "1900-01-01", "2005-02-28", "2005-10-01"] {
      let refused = refusal { try post(on: on) }
      #expect(refused?.reason == .dateInvalid, "\(on)")
      #expect(refused?.field == "value_on", "\(on)")
    }
  }

  /// What would not be seen in a list, or would end its line, is in no reference.
  @Test func referencesAreOneLineOfWhatIsSeen() throws {
    #expect(refusal { try post(on: "2005-09-30", ref: "R-1 甲") } == nil)
    for ref in ["a\tb", "a\nb", "\u{1B}[31m", "a\u{202E}b"] {
      let refused = refusal { try post(on: "2005-09-30", ref: ref) }
      #expect(refused?.reason == .fieldInvalid)
      #expect(refused?.field == "external_ref")
    }
  }
}
