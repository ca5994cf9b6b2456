import Contract
import Domain
import Testing

/// A machine of the program behind words, to be compared with its table.
struct WordedMachine: Sendable {
  let name: String
  let states: [(code: Int, word: String)]
  let events: [String]
  /// The word of the new state, or the refusal.
  let apply:
    @Sendable (_ event: String, _ from: String?, _ role: Role, _ others: [Role], _ to: String?)
      -> Result<String, TransitionRefusal>

  init<M: Machine>(_ type: M.Type) {
    name = "\(type)"
    states = M.State.allCases.map { (Int($0.rawValue), $0.word) }
    events = M.Event.allCases.map(\.word)
    let stateByWord = Dictionary(uniqueKeysWithValues: M.State.allCases.map { ($0.word, $0) })
    let eventByWord = Dictionary(uniqueKeysWithValues: M.Event.allCases.map { ($0.word, $0) })
    apply = { event, from, role, others, to in
      do throws(TransitionRefusal) {
        let state = try M.apply(
          eventByWord[event]!, in: from.map { stateByWord[$0]! }, by: role, with: others,
          choosing: to.map { stateByWord[$0]! })
        return .success(state.word)
      } catch {
        return .failure(error)
      }
    }
  }

  static let all: [WordedMachine] = [
    .init(CaseMachine.self), .init(AlertMachine.self), .init(ControlMachine.self),
    .init(PromiseMachine.self), .init(PlanMachine.self), .init(LegalActionMachine.self),
    .init(DisposalMachine.self), .init(RepairMachine.self), .init(AssignmentMachine.self),
    .init(DisputeMachine.self), .init(InsuranceClaimMachine.self), .init(WriteOffMachine.self),
    .init(ModelMachine.self), .init(ListingMachine.self), .init(ExtractMachine.self),
    .init(CheckpointMachine.self), .init(IncidentMachine.self), .init(SettlementMachine.self),
    .init(HardshipMachine.self), .init(AlertRuleMachine.self),
    .init(FundApplicationMachine.self), .init(PublicNoticeMachine.self),
    .init(ConsentMachine.self), .init(DataSourceMachine.self),
    .init(SubjectRequestMachine.self), .init(JobMachine.self),
  ]
}

/// Every machine against proto-like-specs/machines.md: the states and events are the same, and each
/// combination of state, event, role and target is allowed or refused as the table says.
struct MachineTests {
  @Test func theTableNamesTheSameMachines() throws {
    let tables = try MachineTable.all()
    #expect(tables.map(\.name) == WordedMachine.all.map(\.name))
    for (table, machine) in zip(tables, WordedMachine.all) {
      #expect(table.states.map(\.word) == machine.states.map(\.word), "\(table.name)")
      #expect(table.states.map(\.code) == machine.states.map(\.code), "\(table.name)")
      #expect(Set(table.rows.map(\.event)) == Set(machine.events), "\(table.name)")
      let known = Set(table.states.map(\.word))
      for row in table.rows {
        #expect(row.from.allSatisfy { $0.map(known.contains) ?? true }, "\(table.name) \(row)")
        #expect(row.to.allSatisfy(known.contains), "\(table.name) \(row)")
        #expect(row.authority.joined().allSatisfy { Role(name: $0) != nil }, "\(row)")
      }
    }
  }

  @Test(arguments: 0..<WordedMachine.all.count)
  func everyCombinationFollowsTheTable(index: Int) throws {
    let (machine, table) = (WordedMachine.all[index], try MachineTable.all()[index])
    var comparison = Comparison(machine: machine)
    for from in [nil] + table.states.map({ Optional($0.word) }) {
      for event in machine.events {
        let rows = table.rows.filter { $0.event == event && $0.from.contains(from) }
        if rows.isEmpty {
          comparison.refusesEverybody(event, from)
        } else {
          comparison.follows(rows, event, from, states: table.states.map(\.word))
        }
      }
    }
    #expect(comparison.differences.isEmpty, "\(comparison.differences.prefix(20))")
    #expect(comparison.permitted > 0)
  }

  /// Collects where a machine does otherwise than its table.
  struct Comparison {
    let machine: WordedMachine
    var differences: [String] = []
    var permitted = 0

    init(machine: WordedMachine) { self.machine = machine }

    mutating func expect(
      _ event: String, _ from: String?, _ role: Role, _ others: [Role], _ to: String?,
      _ expected: Result<String, TransitionRefusal>
    ) {
      let found = machine.apply(event, from, role, others, to)
      if found != expected {
        differences.append("\(event) from \(from ?? "—") by \(role): \(found), not \(expected)")
      }
    }

    mutating func refusesEverybody(_ event: String, _ from: String?) {
      for role in Role.allCases {
        expect(
          event, from, role, Role.allCases, nil,
          .failure(.invalidTransition(from: from, event: event)))
      }
    }

    mutating func follows(
      _ rows: [MachineTable.Row], _ event: String, _ from: String?, states: [String]
    ) {
      let unlisted = TransitionRefusal.targetNotListed(from: from, event: event)
      let targets = rows.flatMap { $0.to.isEmpty ? [from!] : $0.to }
      // No role, and no agreement of all the others, opens a way to a state not listed.
      for state in states where !targets.contains(state) {
        expect(event, from, .system, Role.allCases, state, .failure(unlisted))
      }
      for role in Role.allCases {
        if targets.count > 1 {
          expect(event, from, role, Role.allCases, nil, .failure(unlisted))
        }
        for target in targets {
          let authority = rows.filter { $0.to.isEmpty || $0.to.contains(target) }
            .flatMap(\.authority).map { $0.map { Role(name: $0)! } }
          follows(authority, event, from, target, role)
        }
      }
    }

    private mutating func follows(
      _ authority: [[Role]], _ event: String, _ from: String?, _ target: String, _ role: Role
    ) {
      let mine = authority.filter { $0.contains(role) }
      guard !mine.isEmpty else {
        expect(
          event, from, role, Role.allCases, target,
          .failure(.roleNotPermitted(role: role, event: event)))
        return
      }
      permitted += 1
      for alternative in mine {
        let others = alternative.filter { $0 != role }
        expect(event, from, role, others, target, .success(target))
        for missing in others where mine.allSatisfy({ $0.contains(missing) }) {
          expect(
            event, from, role, others.filter { $0 != missing }, target,
            .failure(.approvalMissing(role: role, event: event)))
        }
      }
    }
  }

  @Test func aRefusalNamesStateAndEvent() {
    #expect(throws: TransitionRefusal.invalidTransition(from: "NEW", event: "to_legal")) {
      try CaseMachine.apply(.toLegal, in: .new, by: .legalOfficer)
    }
    #expect(
      TransitionRefusal.invalidTransition(from: "NEW", event: "to_legal").description
        == "INVALID_TRANSITION(NEW, to_legal)")
  }

  /// Goal: a refused step says what would be possible, and by whom where the caller may not.
  @Test func aRefusedStepIsASentence() throws {
    func refused(_ roles: Set<Role>) throws -> String {
      do throws(Refusal) {
        _ = try AlertMachine.step(.resolve, in: .open, by: roles)
      } catch {
        #expect(error.reason == .transitionInvalid)
        return error.message
      }
      return ""
    }
    let own = try refused([.riskAnalyst])
    #expect(own.hasPrefix("resolve is not possible in state OPEN; possible now: "))
    #expect(own.contains("acknowledge"))
    #expect(!own.contains("acknowledge (by "))
    #expect(try refused([.repairOfficer]).contains("acknowledge (by "))
    do throws(Refusal) {
      _ = try AlertMachine.event("dance", "event")
      Issue.record("no refusal")
    } catch {
      #expect(error.reason == .enumUnknown)
      #expect(error.message.hasPrefix("event is no known event; there are: "))
      #expect(error.message.contains("acknowledge"))
    }
  }

  @Test func noPersonDecidesWhatBecomesOfAPromise() {
    for role in Role.allCases where role != .system {
      for state in PromiseMachine.State.allCases {
        let events = Set(PromiseMachine.events(in: state, by: role))
        #expect(events.isDisjoint(with: [.met, .duePartlyPaid, .lapse, .chargeback]))
      }
    }
  }

  @Test func rolesKeepTheirCodes() {
    #expect(Role.allCases.map(\.rawValue) == Array(1...26))
    #expect(Role.allCases.allSatisfy { Role(name: $0.name) == $0 })
    #expect(Role(name: "nobody") == nil)
    #expect(Role(name: "system")?.rawValue == 26)
  }

  @Test func stagesOfACase() {
    #expect(CaseMachine.State.early.stage(after: .legal) == .early)
    #expect(CaseMachine.State.placed.stage(after: .legal) == .legal)
    #expect(CaseMachine.State.archived.stage(after: .realisation) == .archive)
    #expect(CaseMachine.State.allCases.filter { !$0.isOpen } == [.closed, .archived])
    #expect(RepairMachine.State.suspended.stage == 4)
    #expect(RepairMachine.State.draft.stage == nil)
  }
}
