import Access
import Bytes
import Contract
import Domain
import SQL
import Testing

/// Observations: refused as a whole without grounds, and the alerts they raise.
struct AssetOperationTests {
  private let bench: OperationBench
  private let source = Identifier(high: 2, low: 1)
  private let basis = Identifier(high: 2, low: 2)
  private let consent = Identifier(high: 2, low: 3)
  private let overdueOn = Day("2005-06-10")!

  init() throws { bench = try OperationBench() }

  private func observation(
    _ change: (inout Tally_V1_Observation) -> Void = { _ in }
  ) -> Tally_V1_Observation {
    var out = Tally_V1_Observation()
    out.debtorID = bench.debtor.description
    out.legalBasisID = basis.description
    out.consentID = consent.description
    out.assetClass = 2
    out.registryRef = "TITLE-1"
    out.kind = 3
    out.observedOn = "2005-06-11"
    out.oldSharePpm = 1_000_000
    out.newSharePpm = 0
    out.confidencePpm = 900_000
    change(&out)
    return out
  }

  private struct Grounds {
    var sourceState: Int16 = 2
    var classes: [Value] = [.int2(2)]
    var hasBasis = true
    var basisType: Int16 = 1
    var basisTo: Day?
    var purpose: Int16 = 2
    var separate = true
    var consentState: Int16 = 1
    var consentOf: Identifier?
    var expiresAt: Timestamp?
  }

  private func observe(
    _ observations: [Tally_V1_Observation], _ grounds: Grounds = Grounds(), known: Rows = Rows()
  ) throws -> Decision<Tally_V1_ObserveReply> {
    var request = Tally_V1_ObserveRequest()
    request.sourceID = source.description
    request.observations = observations
    let observe = try ObserveAssets(
      bench.call(request, [.riskAnalyst]), tenant: bench.tenant)
    let hasConsent = observations.contains { !$0.consentID.isEmpty }
    let consentRow = Rows([
      .identifier(consent), .identifier(grounds.consentOf ?? bench.debtor),
      .int2(grounds.purpose), .bool(grounds.separate), .int2(grounds.consentState),
      grounds.expiresAt.map(Value.timestamp) ?? .null,
    ])
    let basisRow = Rows([
      .identifier(basis), .int2(grounds.basisType), grounds.basisTo.map(Value.day) ?? .null,
    ])
    var answers = [
      Rows([
        .identifier(source), .int2(grounds.sourceState),
        .array(element: .int2, grounds.classes),
      ]),
      Rows([
        .identifier(bench.debtor), .identifier(Identifier(high: 8, low: 8)), .int2(1),
        .day(overdueOn), .bytes(bench.wrappedKey),
      ]),
      grounds.hasBasis ? basisRow : Rows(),
    ]
    if hasConsent { answers.append(consentRow) }
    answers += observations.map { _ in known }
    #expect(try observe.reads([]).count == answers.count)
    return try observe.decide(bench.facts(answers), at: bench.moment())
  }

  @Test func anOwnershipChangeAfterTheFirstOverdueDayRaisesAnAlert() throws {
    let decision = try observe([observation()])
    #expect(
      decision.statements == ["assets/upsert", "assets/insert_observations", "alerts/insert"])
    #expect(decision.hints == [.alerts])
    #expect(decision.replied?.alertIds.count == 1)
    #expect(decision.writes[2].values[4] == .text("OWNERSHIP_CHANGE_AFTER_OVERDUE"))
    #expect(decision.writes[2].values[6] == .int2(4))
    // The source's name of the asset is kept as a token only.
    for value in decision.writes.flatMap(\.values) { #expect(value != .text("TITLE-1")) }
  }

  @Test func onTheFirstOverdueDayItIsNoAlertYet() throws {
    let decision = try observe([observation { $0.observedOn = "2005-06-10" }])
    #expect(decision.statements == ["assets/upsert", "assets/insert_observations"])
    #expect(decision.hints.isEmpty)
  }

  @Test func oneAssetSeenTwiceIsStoredOnce() throws {
    let decision = try observe([
      observation(), observation { $0.registryRef = " TITLE-1 " },
      observation { $0.registryRef = "TITLE-2" },
    ])
    #expect(decision.statements.count { $0 == "assets/upsert" } == 2)
    #expect(decision.replied?.observationIds.count == 3)
  }

  @Test func everyGroundIsNeededAndNamed() throws {
    func refused(
      _ observations: [Tally_V1_Observation]? = nil, _ change: (inout Grounds) -> Void = { _ in }
    ) -> Refusal? {
      var grounds = Grounds()
      change(&grounds)
      return refusal { _ = try observe(observations ?? [observation()], grounds) }
    }
    #expect(refused() == nil)
    let without = refused([observation(), observation { $0.legalBasisID = "" }])
    #expect(without?.reason == .legalBasisMissing)
    #expect(without?.field == "observations[1].legal_basis_id")
    #expect(refused { $0.hasBasis = false }?.reason == .legalBasisMissing)
    #expect(refused { $0.basisTo = Day("2005-09-29") }?.reason == .legalBasisMissing)
    #expect(refused { $0.basisTo = Day("2005-09-30") } == nil)
    #expect(refused { $0.sourceState = 4 }?.reason == .sourceNotActive)
    #expect(refused { $0.classes = [.int2(1)] }?.reason == .dataClassNotAllowed)
    #expect(refused([observation { $0.consentID = "" }])?.reason == .consentMissing)
    #expect(refused { $0.purpose = 1 }?.reason == .consentMissing)
    #expect(refused { $0.separate = false }?.reason == .consentMissing)
    #expect(refused { $0.consentState = 3 }?.reason == .consentMissing)
    #expect(refused { $0.consentOf = source }?.reason == .consentMissing)
    #expect(
      refused { $0.expiresAt = Timestamp(microseconds: 1_790_000_000_000_000) }?.reason
        == .consentMissing)
    #expect(refused([observation { $0.consentID = "" }]) { $0.basisType = 3 } == nil)
    #expect(
      refused([observation { $0.observedOn = "2005-10-01" }])?.reason == .dateInvalid)
  }

  @Test func requestsAreBounded() throws {
    let many = Array(repeating: observation(), count: ObserveAssets.observationsMax + 1)
    #expect(refusal { _ = try observe(many) }?.field == "observations")
    #expect(
      refusal { _ = try observe([observation { $0.newSharePpm = 1_000_001 }]) }?.field
        == "observations[0].new_share_ppm")
    #expect(
      refusal { _ = try observe([observation { $0.newAmount = 5 }]) }?.field
        == "observations[0].currency")
    // What a kind does not use is not dropped in silence.
    for (kind, path, field) in [
      (1, \Tally_V1_Observation.oldSharePpm, "old_share_ppm"), (1, \.newSharePpm, "new_share_ppm"),
      (7, \.newSharePpm, "new_share_ppm"), (8, \.oldAmount, "old_amount"),
      (8, \.newAmount, "new_amount"),
    ] as [(UInt32, WritableKeyPath<Tally_V1_Observation, Int64>, String)] {
      let refused = refusal {
        _ = try observe([
          observation {
            $0.kind = kind
            $0.currency = "TWD"
            $0.oldSharePpm = 0
            $0[keyPath: path] = 1
          }
        ])
      }
      #expect(refused?.field == "observations[0].\(field)")
    }
    #expect(
      refusal { _ = try observe([observation { $0.currency = "ZZZ" }]) }?.field
        == "observations[0].currency")
    #expect(
      refusal { _ = try observe([observation { $0.observedOn = "1899-12-31" }]) }?.reason
        == .dateInvalid)
    for amount in [-1, Limits.amountMinorMax + 1, .max, .min] {
      for path in [\Tally_V1_Observation.oldAmount, \.newAmount] {
        let refused = refusal {
          _ = try observe([
            observation {
              $0.currency = "TWD"
              $0[keyPath: path] = amount
            }
          ])
        }
        #expect(refused?.reason == .amountOverflow, "\(amount)")
      }
    }
    let largest = observation {
      $0.currency = "TWD"
      $0.oldAmount = Limits.amountMinorMax
      $0.newAmount = Limits.amountMinorMax
    }
    #expect(refusal { _ = try observe([largest]) } == nil)
  }

  @Test func rulesFireAtTheirThresholds() {
    func fired(_ kind: ObservationKind, _ old: Int64, _ new: Int64) -> AlertOnAsset? {
      AlertOnAsset.rule(
        for: .init(kind: kind, observedOn: overdueOn, oldAmount: old, newAmount: new))
    }
    #expect(fired(.movement, 1000, 500) == nil)
    #expect(fired(.movement, 1000, 499) == .largeMovementOut)
    #expect(fired(.balance, 1000, 0) == .largeMovementOut)
    #expect(fired(.movement, 0, 0) == nil)
    #expect(fired(.value, 1000, 0) == nil)
    #expect(fired(.seizure, 0, 0) == .newEncumbranceOrSeizure)
    let gain = AlertOnAsset.Facts(
      kind: .ownershipChange, observedOn: overdueOn.adding(days: 1), oldSharePPM: 0,
      newSharePPM: 1, firstOverdueOn: overdueOn)
    #expect(AlertOnAsset.rule(for: gain) == nil)
  }

  // MARK: Handling

  private func handle(
    _ event: String, in state: AlertMachine.State, severity: Int16 = 2,
    roles: Set<Role> = [.riskAnalyst], note: String = "seen", outcome: UInt32 = 0
  ) throws -> Decision<Tally_V1_HandleAlertReply> {
    let id = Identifier(high: 4, low: 4)
    var request = Tally_V1_HandleAlertRequest()
    request.alertID = id.description
    request.event = event
    request.note = note
    request.outcome = outcome
    let handle = try HandleAlert(bench.call(request, roles), tenant: bench.tenant)
    return try handle.decide(
      bench.facts([
        Rows([
          .identifier(id), .int8(1), .identifier(bench.debtor), .text("R"), .int2(severity),
          .int2(state.rawValue), .timestamp(Timestamp(microseconds: 0)),
          .day(bench.businessOn), .array(element: .identifier, []), .null, .null,
          .bytes(bench.wrappedKey),
        ])
      ]), at: bench.moment())
  }

  @Test func alertsMoveAlongTheirMachine() throws {
    #expect(try handle("acknowledge", in: .open).replied?.alert.state == "ACKNOWLEDGED")
    #expect(
      try handle("take_over", in: .escalated, roles: [.collectionsManager]).replied?.alert.state
        == "INVESTIGATING")
    #expect(refusal { _ = try handle("act", in: .open) }?.reason == .transitionInvalid)
    #expect(
      refusal { _ = try handle("take_over", in: .escalated) }?.reason == .roleNotAllowed)
    #expect(refusal { _ = try handle("fly", in: .open) }?.reason == .enumUnknown)
    #expect(refusal { _ = try handle("resolve", in: .actioned) }?.field == "outcome")
    #expect(refusal { _ = try handle("act", in: .investigating, note: "") }?.field == "note")
    // A note may have several lines, and nothing that is not seen.
    #expect(refusal { _ = try handle("act", in: .investigating, note: "seen\ntwice") } == nil)
    #expect(
      refusal { _ = try handle("act", in: .investigating, note: "a\u{202E}b") }?.field == "note")
  }

  @Test func aSevereAlertIsDismissedWithComplianceOnly() throws {
    #expect(
      try handle("dismiss", in: .investigating).replied?.alert.state == "FALSE_POSITIVE")
    #expect(
      refusal { _ = try handle("dismiss", in: .investigating, severity: 3) }?.reason
        == .guardNotMet)
    let both = try handle(
      "dismiss", in: .investigating, severity: 3, roles: [.riskAnalyst, .complianceOfficer])
    #expect(both.writes[0].values[3] == .int2(2))
  }
}
