import ArgumentParser
import Bytes
import Contract
import Ledger
import SwiftProtobuf
import World

/// `tally asset`.
struct AssetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "asset",
    abstract: "What debtors own, as registered sources observe it.",
    subcommands: [RegisterSource.self, Consent.self, Observe.self, List.self])

  struct RegisterSource: RemoteCommand {
    static let configuration = CommandConfiguration(
      commandName: "register-source",
      abstract: "Registers a data source with its legal basis and asset classes.",
      discussion: """
          tally --as a-admin asset register-source "Vehicle registry" --kind government \\
            --basis consent --classes vehicle
        """)

    @Argument(help: "Name of the source.") var label: String
    @Option(help: "credit_agency, bank, government, court or partner.") var kind: String
    @Option(help: "consent, contract, legal_duty, court_order or public_source.")
    var basis: String
    @Option(help: "Asset classes: bank_account, real_estate, vehicle, investment …")
    var classes: String
    @Option(help: "How far it is trusted, parts per million.") var reliability: Int64 = 900_000
    @Flag(help: "The source is made up for a demonstration.") var generated = false
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var common: CommonOptions

    func run(_ server: Remote, _ io: Terminal) async throws(CommandFailure) {
      var request = Tally_V1_RegisterSourceRequest()
      request.label = label
      request.kind = try Codes.sourceKind.code(kind)
      request.legalBasis = try Codes.legalBasis.code(basis)
      request.assetClasses = try Codes.assetClass.codes(classes)
      request.reliabilityPpm = reliability
      request.generated = generated
      let reply = try await server.call(Assets.registerSource, request)
      try io.show(reply) {
        io.facts([("source_id", reply.sourceID), ("legal_basis_id", reply.legalBasisID)])
      }
    }
  }

  struct Consent: RemoteCommand {
    static let configuration = CommandConfiguration(
      abstract: "Records the consent of debtors.",
      discussion: """
        Prints debtor and consent, one a line.

          tally --as a-dpo asset consent ID --notice v3
          tally --as a-dpo asset consent - --notice v3 < identifiers.txt
        """)

    @Argument(help: "Identifiers of debtors; - reads them from standard input.")
    var debtors: [String]
    @Option(help: "asset_monitoring, credit_assessment …") var purpose = "asset_monitoring"
    @Option(help: "Version of the notice which was shown.") var notice: String
    @Option(help: "Days until it ends.") var days: Int64 = 365
    @Flag(help: "It was bundled with other declarations.") var bundled = false
    @Flag(help: "It is made up for a demonstration.") var generated = false
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var common: CommonOptions

    func run(_ server: Remote, _ io: Terminal) async throws(CommandFailure) {
      var request = Tally_V1_GiveConsentRequest()
      request.purpose = try Codes.purpose.code(purpose)
      request.separate = !bundled
      request.noticeVersion = notice
      request.expiresAt = io.world.recordedNow().adding(seconds: days * 86_400).description
      request.generated = generated
      let all = try names()
      var progress = Progress(io, "consents")
      defer { progress.clear() }
      var given: [JSONValue] = []
      do {
        for (number, debtor) in all.enumerated() {
          request.debtorID = try await server.debtor(debtor)
          let reply = try await server.call(Assets.giveConsent, request, suffix: "/\(number)")
          given.append(
            .object([
              ("debtor_id", .text(request.debtorID)), ("consent_id", .text(reply.consentID)),
            ]))
          if io.json == nil {
            progress.clear()
            io.line(
              [request.debtorID, reply.consentID].joined(separator: io.isInteractive ? "  " : "\t"))
          }
          progress.show(number + 1, of: all.count)
        }
      } catch {
        // What was given before the failure holds.
        try io.show(json: .object([("consents", .list(given))])) {}
        throw error
      }
      progress.clear()
      try io.show(json: .object([("consents", .list(given))])) {}
    }

    private func names() throws(CommandFailure) -> [String] {
      guard debtors == ["-"] else { return debtors }
      let bytes = try CommandFailure.reading { () throws(Files.Failure) in try Files.read("-") }
      return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        .map(String.init)
    }
  }

  struct Observe: RemoteCommand {
    static let configuration = CommandConfiguration(
      abstract: "Sends observations from a CSV file.",
      discussion: """
        Columns: debtor_id, asset_class, registry_ref, kind, observed_on; and as far as they \
        apply consent_id, old_amount, new_amount (minor units), currency, old_share_ppm, \
        new_share_ppm, confidence_ppm. Sent by 500; a packet is taken or refused as a whole.

        The same packet again is answered as before and stores nothing: its key is its SHA-256. \
        To store equal observations once more, give another --key.

          tally --as a-admin asset observe seen.csv --source ID --basis ID
        """)

    @Argument(help: "The CSV file; - reads standard input.") var file: String
    @Option(help: "Identifier of the source.") var source: String
    @Option(help: "Identifier of the legal basis; without one the server refuses.")
    var basis: String?
    @Flag(help: "The observations are made up for a demonstration.") var generated = false
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var common: CommonOptions

    func run(_ server: Remote, _ io: Terminal) async throws(CommandFailure) {
      var observations = try ObservationFile(path: file).observations
      for index in observations.indices {
        observations[index].legalBasisID = basis ?? ""
        observations[index].generated = generated
      }
      var all = Tally_V1_ObserveReply()
      var progress = Progress(io, "observations")
      defer { progress.clear() }
      var sentCount = 0
      while sentCount < observations.count {
        var request = Tally_V1_ObserveRequest()
        request.sourceID = source
        request.observations = Array(
          observations[sentCount...].prefix(ObservationFile.packetCountMax))
        let reply = try await server.call(
          Assets.observe, request, suffix: "/\(sentCount)", usual: Self.key(of: request))
        all.observationIds += reply.observationIds
        all.alertIds += reply.alertIds
        sentCount += request.observations.count
        progress.show(sentCount, of: observations.count)
      }
      try io.show(all) {
        io.facts([
          ("observations", "\(all.observationIds.count)"), ("alerts", "\(all.alertIds.count)"),
        ])
      }
    }

    /// One key for one packet, whoever sends it how often.
    private static func key(of request: Tally_V1_ObserveRequest) -> String {
      guard let bytes: [UInt8] = try? request.serializedBytes() else {
        preconditionFailure("proto3 without required fields encodes")
      }
      return "sha256/\(Hashing.sha256(bytes))"
    }
  }

  struct List: RemoteCommand {
    static let configuration = CommandConfiguration(
      abstract: "The assets of one debtor with their last observation.")

    @Argument(help: "Identifier or reference.") var debtor: String
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var common: CommonOptions

    func run(_ server: Remote, _ io: Terminal) async throws(CommandFailure) {
      var request = Tally_V1_ListAssetsRequest()
      request.debtorID = try await server.debtor(debtor)
      let reply = try await server.call(Assets.list, request)
      try io.show(reply) {
        io.table(
          ["asset_id", "asset_class", "state", "value", "share", "last_seen_on", "observations"],
          reply.assets.map {
            [
              $0.assetID, io.word(.assetClass, $0.assetClass), io.word(.assetState, $0.state),
              Money.text($0.value), Money.percent(ppm: $0.sharePpm), $0.lastSeenOn,
              "\($0.observationCount)",
            ]
          })
      }
    }
  }
}
