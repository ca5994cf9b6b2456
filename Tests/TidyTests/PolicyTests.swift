import Contract
import Testing
import forge

@Suite struct PolicyTests {
  private func policy(
    of method: String = "tally.v1.Debtors/Get", _ change: (inout Tally_V1_Policy) -> Void
  ) throws -> Policy {
    var declared = Tally_V1_Policy()
    declared.roles = [.collector]
    declared.effect = .read
    change(&declared)
    return try DeclaredMethod.policy(declared, kind: .unary, of: method, in: "debtors.proto")
  }

  @Test func whatIsNotSaidIsTheCautiousThing() throws {
    let policy = try policy { _ in }
    #expect(policy.callers == .roles([.collector]))
    #expect(policy.reveals == .none)
    #expect(policy.rate == .normal)
    #expect(policy.messageByteCountMax == 65_536)
    #expect(!policy.needsKey)
    #expect(!policy.needsFourEyes)
  }

  @Test func writesAndRevealsNeedAKey() throws {
    let write = try policy { $0.effect = .write }
    #expect(write.needsKey)
    let reveal = try policy { $0.reveals = .personal }
    #expect(reveal.needsKey)
    let careful = try policy { $0.needsKey = true }
    #expect(careful.needsKey)
  }

  @Test func everyRoleOfTheProtoIsOneOfOurs() {
    let declared = Tally_V1_Policy.Role.allCases.filter { $0 != .unspecified }
    #expect(declared.map(\.rawValue) == Role.allCases.map { Int($0.rawValue) })
    for (role, proto) in zip(Role.allCases, declared) { #expect("\(role)" == "\(proto)") }
    for role in Role.allCases { #expect(Role(name: role.name) == role) }
    #expect(Role.collectionsManager.name == "collections_manager")
  }

  @Test func noMethodBreaksTheRules() {
    func expect(
      _ reason: String, of method: String = "tally.v1.Debtors/Get",
      _ change: (inout Tally_V1_Policy) -> Void
    ) {
      let found = complaint { _ = try policy(of: method, change) }
      #expect(found == "debtors.proto: \(method)\(reason)")
    }
    expect(" declares no effect") { $0.effect = .unspecified }
    expect(" reveals something unknown") { $0.reveals = .UNRECOGNIZED(9) }
    expect(" has an unknown rate class") { $0.rate = .UNRECOGNIZED(9) }
    expect(" names the unknown role 27") { $0.roles.append(.UNRECOGNIZED(27)) }
    expect(" names the unknown role 0") { $0.roles.append(.unspecified) }
    expect(": max_message_bytes is above 4194304") { $0.maxMessageBytes = 4_194_305 }
    expect(" needs exactly one of roles, any_role and unauthenticated") { $0.roles = [] }
    expect(" needs exactly one of roles, any_role and unauthenticated") { $0.anyRole = true }
    expect(": only tally.v1.System/Health may be unauthenticated") {
      $0.roles = []
      $0.unauthenticated = true
    }
    expect(" reveals to everyone", of: "tally.v1.System/Health") {
      $0.roles = []
      $0.unauthenticated = true
      $0.reveals = .personal
    }
    expect(" reveals personal data, so it must name its roles") {
      $0.roles = []
      $0.anyRole = true
      $0.reveals = .personal
    }
    for role in [Tally_V1_Policy.Role.platformAdmin, .auditor] {
      expect(": platform_admin and auditor never reveal personal data") {
        $0.roles.append(role)
        $0.reveals = .personal
      }
    }
  }

  @Test func messagesTurnFromJSONAndBack() throws {
    let codec = MessageCodec.of(Tally_V1_Policy.self)
    #expect(codec.messageName == "tally.v1.Policy")
    let json = #"{"roles":["COLLECTOR"],"max_message_bytes":7}"#
    let bytes = try codec.bytes(fromJSON: Array(json.utf8))
    #expect(String(decoding: try codec.json(fromBytes: bytes), as: UTF8.self) == json)
    let unknown = complaint { _ = try codec.bytes(fromJSON: Array(#"{"role":1}"#.utf8)) }
    #expect(unknown == "no field is called role")
    let secret = complaint { _ = try codec.bytes(fromJSON: Array(#"{"anyRole":"hunter2"}"#.utf8)) }
    #expect(secret?.contains("hunter2") == false)
    let broken = complaint { _ = try codec.json(fromBytes: [0x0A]) }
    #expect(broken == "not this message's bytes")
  }

  @Test func everyMethodIsFoundByItsName() {
    #expect(!Method.allCases.isEmpty)
    for method in Method.allCases { #expect(Method(name: method.name) == method) }
    #expect(Method(name: "tally.v1.Debtors/Nothing") == nil)
  }
}
