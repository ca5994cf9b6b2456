import ArgumentParser
import Client
import Contract

/// `tally bench payments`.
struct PaymentsBench: TallyCommand {
  static let configuration = CommandConfiguration(
    commandName: "payments",
    abstract: "Posts payments to the accounts of a file.")

  /// Accounts of the file beyond these are an error.
  private static let accountCountMax = 1_000_000

  @OptionGroup var options: LoadOptions
  @Option(help: "File with an account's identifier on each line.") var accounts: String
  @Option(help: "Value date of every payment.") var on: String
  @Option(help: "Currency of the accounts.") var currency: String
  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var common: CommonOptions

  func run(_ io: Terminal) async throws(CommandFailure) {
    let load = try options.load()
    let accounts = try readAccounts()
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
    try io.measured(result.facts)
  }

  private func readAccounts() throws(CommandFailure) -> [String] {
    let text = try CommandFailure.reading { () throws(Files.Failure) in try Files.read(accounts) }
    let lines = String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
    guard (1...Self.accountCountMax).contains(lines.count) else {
      throw .usage("\(accounts) holds 1 to \(Self.accountCountMax) accounts")
    }
    return lines
  }

  /// Spreads consecutive numbers evenly. Source: SplitMix64, Steele, Lea, Flood 2014.
  private static func scattered(_ number: UInt64) -> UInt64 {
    var mixed = number &* 0x9E37_79B9_7F4A_7C15
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
