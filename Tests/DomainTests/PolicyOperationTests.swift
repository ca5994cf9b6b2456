import Bytes
import Contract
import Domain
import SQL
import Testing

/// What a policy is read as: the version of today, or the one added last.
struct PolicyOperationTests {
  private let bench: OperationBench

  init() throws { bench = try OperationBench() }

  private func get(newest: Bool, _ rows: Rows) throws -> Tally_V1_GetPolicyReply {
    var request = Tally_V1_GetPolicyRequest()
    request.newest = newest
    let get = try GetPolicy(bench.call(request, [.tenantAdmin]), tenant: bench.tenant)
    #expect(get.reads.map(\.statement.name) == [newest ? "policies/latest" : "policies/valid"])
    return try get.answer([rows], tenant: bench.tenant, at: bench.moment())
  }

  @Test(arguments: [true, false])
  func aVersionIsReadWithItsDefaultsAndItsCurrency(newest: Bool) throws {
    // case_from_dpd, field 14: 5.
    let body: [UInt8] = [14 << 3, 5]
    let reply = try get(
      newest: newest, Rows([.int4(3), .day(bench.businessOn), .bytes(body)]))
    #expect(reply.version == 3)
    #expect(reply.validFromOn == "2005-09-30")
    #expect(reply.policy.caseFromDpd == 5)
    #expect(reply.policy.promiseBrokenMax == 3)
    #expect(reply.currency == "TWD")
    #expect(try get(newest: newest, Rows()).version == 0)
  }
}
