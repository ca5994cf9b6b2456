import ArgumentParser
import Contract

/// The client of Tallystick.
@main
struct Tally: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tally",
    abstract: "Works with a Tallystick server: import, days, cases, repair, ledger, extracts.",
    discussion: """
      Who you are is a credential: --as NAME reads the profile NAME of ~/.config/tally, \
      --token-file reads a file, TALLY_TOKEN_FILE names one. Where the server is: --server, \
      TALLY_SERVER or the file ~/.config/tally/server.

      Data go to standard output, everything else to standard error. A terminal gets tables, a \
      pipe gets fields separated by tabs, --json the whole reply, --json=reference,balance some \
      fields of it; a field which the reply does not have is null.

      JSON has every field: 0, false, "" or [] where there is no value. Only what may be absent is \
      left out: messages, and the fields which the .proto files call optional. Beside a code stands \
      its word: "risk_class":3,"risk_class_name":"high".

      --language zh writes headings, words of codes, states and refusals in Chinese on a terminal; \
      help is English, and so is what a pipe gets.

        tally --as operator operator tenants
        tally --as a-admin import portfolio.csv --mapping portfolio.mapping.json
        tally --as a-analyst portfolio
        tally --as a-collector case next --json=case.case_id,case.level
        tally call Debtors/List '{"page": {"size": 3}}' --as a-analyst

      Exit: 0 done, 1 failed, 64 wrong use, 65 nothing of an import was taken, 75 try again, \
      77 refused.
      """,
    version: ProductVersion.text,
    subcommands: [BenchCommand.self],
    groupedSubcommands: [
      CommandGroup(
        name: "The server:",
        subcommands: [
          InfoCommand.self, CallCommand.self, DescribeCommand.self, OperatorCommand.self,
        ]),
      CommandGroup(
        name: "The portfolio:",
        subcommands: [
          ImportCommand.self, ImportStatusCommand.self, DayCommand.self, PortfolioCommand.self,
          EvidenceCommand.self, DebtorCommand.self, PaymentCommand.self, PolicyCommand.self,
        ]),
      CommandGroup(
        name: "Watching and working:",
        subcommands: [
          AssetCommand.self, AlertCommand.self, CaseCommand.self, RepairCommand.self,
        ]),
      CommandGroup(
        name: "Proof:",
        subcommands: [LedgerCommand.self, ExtractCommand.self, KeygenCommand.self]),
    ])

  static func main() async {
    var language = Language.ofEnvironment
    do {
      var command = try parsed(Arguments.readings(Array(CommandLine.arguments.dropFirst())))
      if let command = command as? any TallyCommand { language = command.common.chosenLanguage }
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch let failure as CommandFailure {
      Files.write(failure.line(in: language) + "\n", to: .standardError)
      Process.exit(failure.status)
    } catch {
      exit(withError: error)
    }
  }

  /// The first reading which is a command; what is wrong is told of the last.
  private static func parsed(_ readings: [[String]]) throws -> any ParsableCommand {
    for reading in readings.dropLast() {
      if let command = try? parseAsRoot(reading) { return command }
    }
    return try parseAsRoot(readings.last)
  }
}
