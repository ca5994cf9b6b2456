import Access
import ArgumentParser
import Bytes
import Contract
import FoundationEssentials
import World

/// `tally operator`.
struct OperatorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "operator",
    abstract: "Tenants, principals and regulators.",
    discussion: """
      The credential of the operator is kept by tallyd in operator.token of its data directory. It \
      lives for an hour and is renewed there every half hour, so link to it instead of copying it:

        ln -s DIR/operator.token ~/.config/tally/operator.token
      """,
    subcommands: [
      CreateTenant.self, Tenants.self, CreatePrincipal.self, Revoke.self, CreateRegulator.self,
      Grant.self, CivilClock.self,
    ])

  struct CreateTenant: RemoteCommand {
    static let configuration = CommandConfiguration(
      commandName: "create-tenant",
      abstract: "Creates a tenant: schema, role, keys and ledger.",
      discussion: """
        With --admin the first administrator is registered together with the tenant: the token is \
        made here and kept as a profile, the server is told its SHA-256. The administrator makes \
        everybody else.

          tally --as operator operator create-tenant "Card issuer A" --currency TWD \\
            --regime credit_card --business-on 2005-04-30 --admin a-admin
        """)

    @Argument(help: "Name, shown to operators.") var name: String
    @Option(help: "Code of the jurisdiction profile.") var jurisdiction = "CN"
    @Option(help: "ISO 4217.") var currency: String
    @Option(name: .customLong("business-on"), help: "The first open business date.")
    var businessOn: String
    @Option(help: "Classification regime: bank_2023 or credit_card.") var regime = "bank_2023"
    @Option(help: "Profile under which the first administrator's credential is kept.")
    var admin: String?
    @Option(help: "Days until that credential ends, at most 365.") var days: UInt32 = 365
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var common: CommonOptions

    func run(_ server: Remote, _ io: Terminal) async throws(CommandFailure) {
      var request = Tally_V1_CreateTenantRequest()
      request.name = name
      request.jurisdiction = jurisdiction
      request.baseCurrency = currency
      request.businessOn = businessOn
      request.regime = regime
      var madeProfile: String?
      if let admin {
        // Nothing is replaced: after a refusal the token which was there would be gone.
        let token = try Credentials.makeOnce(
          .platform, profile: admin, key: connection.key, io.world)
        if token.isNew { madeProfile = admin }
        request.administrator.tokenHash = Data(token.hash)
        request.administrator.validDays = days
        request.administrator.label = admin
      }
      do throws(CommandFailure) {
        let reply = try await server.call(Operator.createTenant, request)
        let file = try admin.map { (name) throws(CommandFailure) in
          try Credentials.path(profile: name)
        }
        try io.show(reply) {
          var facts = [
            ("tenant_id", reply.tenantID), ("origin", reply.origin), ("vkey", reply.ledgerVkey),
          ]
          if let admin, let file {
            facts += [
              ("administrator_id", reply.administratorID), ("profile", admin), ("file", file),
            ]
          }
          io.facts(facts)
        }
      } catch {
        // The server does not know the token, so the profile would only mislead.
        if let madeProfile { try Credentials.remove(profile: madeProfile, after: error) }
        throw error
      }
    }
  }

  struct Tenants: RemoteCommand {
    static let configuration = CommandConfiguration(abstract: "All tenants with their state.")

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var common: CommonOptions

    func run(_ server: Remote, _ io: Terminal) async throws(CommandFailure) {
      let reply = try await server.call(Operator.listTenants, Tally_V1_ListTenantsRequest())
      try io.show(reply) {
        io.table(
          ["tenant_id", "name", "state", "currency", "jurisdiction", "origin", "vkey"],
          reply.tenants.map {
            [
              $0.tenantID, $0.name, io.word(.tenantState, $0.state), $0.baseCurrency,
              $0.jurisdiction, $0.origin, $0.ledgerVkey,
            ]
          })
      }
    }
  }

  struct CreatePrincipal: RemoteCommand {
    static let configuration = CommandConfiguration(
      commandName: "create-principal",
      abstract: "Makes a credential, keeps it as a profile and registers its hash.",
      discussion: """
        The token is made here and never sent: the server is told its SHA-256.

          tally --as operator operator create-principal a-collector --tenant ID \\
            --role collector
        """)

    @Argument(help: "Profile under which the credential is kept.") var profileName: String
    @Option(help: "Tenant; a tenant administrator's own when left out.") var tenant: String?
    @Option(name: .customLong("role"), help: "Role; may be repeated.") var roles: [String]
    @Option(help: "person or service.") var kind = "person"
    @Option(help: "Days until the credential ends, at most 365; an operator's lives 55 minutes.")
    var days: Int64 = 365
    @Option(name: .customLong("network"), help: "CIDR range from which it is accepted.")
    var networks: [String] = []
    @Option(help: "A job title, not a person's name.") var label: String?
    @Flag(help: "Replace a profile of this name.") var replace = false
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
      guard (1...365).contains(days) else { throw ValidationError("--days is 1 to 365") }
    }

    func run(_ server: Remote, _ io: Terminal) async throws(CommandFailure) {
      var request = Tally_V1_CreatePrincipalRequest()
      request.tenantID = tenant ?? ""
      request.kind = try Codes.principalKind.code(kind)
      request.roles = roles.map { $0.uppercased() }
      request.tokenHash = Data(
        try Credentials.make(.platform, profile: profileName, replaces: replace, io.world))
      // An hour is the most for an operator; the server's clock may be behind.
      let isOperator = request.roles.contains(Role.platformAdmin.name.uppercased())
      request.expiresAt =
        io.world.recordedNow().adding(seconds: isOperator ? 3_300 : days * 86_400).description
      request.networks = networks
      request.label = label ?? profileName
      do throws(CommandFailure) {
        let reply = try await server.call(Operator.createPrincipal, request)
        try Credentials.keep(profile: profileName, replaces: replace)
        let path = try Credentials.path(profile: profileName)
        try io.show(reply) {
          io.facts([
            ("principal_id", reply.principalID), ("profile", profileName), ("file", path),
          ])
        }
      } catch {
        // The server does not know the token, so the profile would only mislead.
        if let kept = try Credentials.remove(
          profile: profileName, replaces: replace, after: error)
        {
          io.note("the outcome is unknown: the new credential is kept as \(kept)")
        }
        throw error
      }
    }
  }

  struct Revoke: RemoteCommand {
    static let configuration = CommandConfiguration(
      abstract: "Revokes every credential of a principal; effective on its next call.")

    @Argument(help: "Identifier of the principal.") var principal: String
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var common: CommonOptions

    func run(_ server: Remote, _ io: Terminal) async throws(CommandFailure) {
      var request = Tally_V1_RevokePrincipalRequest()
      request.principalID = principal
      let reply = try await server.call(Operator.revokePrincipal, request)
      try io.show(reply) { io.facts([("revoked_at", reply.revokedAt)]) }
    }
  }

  struct CreateRegulator: RemoteCommand {
    static let configuration = CommandConfiguration(
      commandName: "create-regulator",
      abstract: "Registers a regulator, who sees a tenant only by a grant.",
      discussion: """
          tally --as operator operator create-regulator regulator --name "Regulator" \\
            --jurisdiction CN
        """)

    @Argument(help: "Profile under which the credential is kept.") var profileName: String
    @Option(help: "Name of the authority.") var name: String
    @Option(help: "Code of the jurisdiction.") var jurisdiction = "CN"
    @Option(help: "Days until the credential ends, at most 365.") var days: Int64 = 365
    @Flag(help: "Replace a profile of this name.") var replace = false
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
      guard (1...365).contains(days) else { throw ValidationError("--days is 1 to 365") }
    }

    func run(_ server: Remote, _ io: Terminal) async throws(CommandFailure) {
      var request = Tally_V1_CreateRegulatorRequest()
      request.name = name
      request.jurisdiction = jurisdiction
      request.tokenHash = Data(
        try Credentials.make(.platform, profile: profileName, replaces: replace, io.world))
      request.expiresAt = io.world.recordedNow().adding(seconds: days * 86_400).description
      do throws(CommandFailure) {
        let reply = try await server.call(Operator.createRegulator, request)
        try Credentials.keep(profile: profileName, replaces: replace)
        try io.show(reply) {
          io.facts([
            ("regulator_id", reply.regulatorID), ("principal_id", reply.principalID),
            ("profile", profileName),
          ])
        }
      } catch {
        if let kept = try Credentials.remove(
          profile: profileName, replaces: replace, after: error)
        {
          io.note("the outcome is unknown: the new credential is kept as \(kept)")
        }
        throw error
      }
    }
  }

  struct Grant: RemoteCommand {
    static let configuration = CommandConfiguration(
      abstract: "Grants a regulator datasets of a tenant and schedules its extracts.",
      discussion: "  tally --as operator operator grant REGULATOR TENANT --from 2005-04-01")

    @Argument(help: "Identifier of the regulator.") var regulator: String
    @Argument(help: "Identifier of the tenant.") var tenant: String
    @Option(help: "Codes of datasets: 2 contract, 5 repay, 7 five_class.")
    var datasets = "2,5,7"
    @Option(name: .customLong("from"), help: "First day granted.") var fromOn: String
    @Option(
      name: .customLong("to"), help: "First day no longer granted; without end when left out.")
    var toOn: String?
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var common: CommonOptions

    func run(_ server: Remote, _ io: Terminal) async throws(CommandFailure) {
      var request = Tally_V1_GrantRegulatorRequest()
      request.regulatorID = regulator
      request.tenantID = tenant
      for code in datasets.split(separator: ",") {
        guard let code = UInt32(code) else {
          throw .usage("--datasets: \(code) is no code")
        }
        request.datasets.append(code)
      }
      request.fromOn = fromOn
      request.toOn = toOn ?? ""
      // Monthly is the one period there is.
      request.period = 4
      let reply = try await server.call(Operator.grantRegulator, request)
      try io.show(reply) { io.facts([("grant_id", reply.grantID)]) }
    }
  }

  struct CivilClock: RemoteCommand {
    static let configuration = CommandConfiguration(
      commandName: "civil-clock",
      abstract: "Moves the clock by which conduct rules are judged.",
      discussion: """
        Only with the private PostgreSQL and tallyd --civil-clock. Deadlines, tokens and recorded \
        time stay with the wall clock.

          tally --as operator operator civil-clock 2026-03-02T22:30:00+08:00
          tally --as operator operator civil-clock          back to wall time
        """)

    @Argument(help: "RFC 3339; nothing returns to wall time.") var time: String?
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var common: CommonOptions

    func run(_ server: Remote, _ io: Terminal) async throws(CommandFailure) {
      var request = Tally_V1_MoveCivilClockRequest()
      request.civilTime = time ?? ""
      let reply = try await server.call(Operator.moveCivilClock, request)
      try io.show(reply) { io.facts([("civil_time", reply.civilTime)]) }
    }
  }
}
