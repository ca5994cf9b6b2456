import Access
import Bytes
import Contract
import Testing

@Suite struct SegregationTests {
  static let pairs: Set<Set<Segregation.Duty>> = [
    [.proposeSettlement, .approveSettlement], [.analyseRisk, .validateModel],
    [.postMoney, .negotiate], [.inspectQuality, .collect], [.beComplainedOf, .handleComplaint],
    [.assessRepair, .officerRepair],
  ]

  @Test(arguments: Segregation.Duty.allCases)
  func keepsExactlyTheNamedDutiesApart(duty: Segregation.Duty) {
    let person = Identifier(high: 1, low: 1)
    let somebodyElse = Identifier(high: 1, low: 2)
    for other in Segregation.Duty.allCases {
      let isApart = Self.pairs.contains([duty, other]) && duty != other
      let own = Segregation.Part(person: person, duty: other)
      let foreign = Segregation.Part(person: somebodyElse, duty: other)
      let thrown = refusal { try Segregation.check(duty, by: person, given: [foreign, own]) }
      #expect(thrown?.reason == (isApart ? .segregationOfDuties : nil), "\(duty) \(other)")
      #expect(refusal { try Segregation.check(duty, by: person, given: [foreign]) } == nil)
    }
  }

  @Test(arguments: Role.allCases) func givesARoleToItsKindAndPlaceOnly(role: Role) {
    for kind in Principal.Kind.allCases {
      for hasTenant in [false, true] {
        let expected =
          switch role {
          case .system: false
          case .platformAdmin: (kind == .person || kind == .service) && !hasTenant
          case .regulator: kind == .regulator && !hasTenant
          case .debtor, .lender, .merchant: kind == .subject && hasTenant
          default: (kind == .person || kind == .service) && hasTenant
          }
        let thrown = refusal {
          try RoleAssignment.check([role], kind: kind, hasTenant: hasTenant)
        }
        #expect((thrown == nil) == expected, "\(role) \(kind) \(hasTenant)")
      }
    }
  }

  @Test func wantsARole() {
    #expect(
      refusal { try RoleAssignment.check([], kind: .person, hasTenant: true) }?.field == "roles")
    #expect(
      refusal {
        try RoleAssignment.check([.collector, .debtor], kind: .person, hasTenant: true)
      }?.reason == .fieldInvalid)
  }
}
