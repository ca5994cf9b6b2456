import ArgumentParser
import Client
import Contract
import World

/// `tally bench payments`.
struct PaymentsBench: TallyCommand {
  static let configuration = CommandConfiguration(
    commandName: "payments",
    abstract: "Posts payments to accounts of a file, then waits until all are sealed.")

  /// Accounts of the file beyond these are an error.
  private static let accountCountMax = 1_000_000
  /// How long the sealer may take, and how often it is asked.
  private static let sealingTimeMax: UInt64 = 60_000_000_000
  private static let sealingPause = Duration.milliseconds(20)

  @OptionGroup var options: LoadOptions
  @Option(help: "File with an account's identifier on each line.") var accounts: String
  @Option(help: "Value date of every payment.") var on: String
  @Option(help: "Currency of the accounts.") var currency: String
  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var common: CommonOptions

  func run(_ io: Terminal) async throws(CommandFailure) {
    let load = try options.load()
    let accounts = try readAccounts()
    let server = try await Remote.connect(connection, io)
    let startedAt = io.world.monotonicNow()
    let result = try await load.run(
      try Remote.endpoint(connection), token: try Credentials.token(connection), io.world
    ) { [on, currency] (client, turn) throws(CallFailure) in
      var request = Tally_V1_PostPaymentRequest()
      request.accountID = accounts[Int(Self.scattered(turn) % UInt64(accounts.count))]
      request.money.amount = 1
      request.money.currency = currency
      request.valueOn = on
      _ = try await client.call(Payments.post, request, deadline: Load.answerTime)
    }
    try await sealed(server, io)
    let sealedAt = io.world.monotonicNow()
    await server.close()
    io.facts(result.facts + [("sealed_microseconds", "\((sealedAt - startedAt) / 1000)")])
  }

  private func readAccounts() throws(CommandFailure) -> [String] {
    let text = try CommandFailure.reading { () throws(Files.Failure) in try Files.read(accounts) }
    let lines = String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
    guard (1...Self.accountCountMax).contains(lines.count) else {
      throw .usage("\(accounts) holds 1 to \(Self.accountCountMax) accounts")
    }
    return lines
  }

  private func sealed(_ server: Remote, _ io: Terminal) async throws(CommandFailure) {
    let end = io.world.monotonicNow() + Self.sealingTimeMax
    while io.world.monotonicNow() < end {
      let head = try await server.call(Contract::Ledger.head, Tally_V1_LedgerHeadRequest())
      if head.unsealedCount == 0 { return }
      do { try await io.world.sleep(Self.sealingPause) } catch { throw .failed("interrupted") }
    }
    throw .failed("entries are not sealed")
  }

  /// Spreads consecutive numbers evenly. Source: SplitMix64, Steele, Lea, Flood 2014.
  private static func scattered(_ number: UInt64) -> UInt64 {
    var mixed = number &* 0x9E37_79B9_7F4A_7C15
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
