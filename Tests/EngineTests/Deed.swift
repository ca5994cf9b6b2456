import Bytes
import Contract
import Domain
import Ledger
import Queries
import SQL

/// A debtor with one account.
struct Debtor: Sendable, Hashable {
  let subject: Identifier
  let account: Identifier
  let pseudonym: Identifier
}

/// The operations of these tests: small, with the limits of real ones, over the real tables of
/// subjects, accounts and the ledger and one table `lane_act`, which has no constraint that
/// would keep a limit in the lane's place.
struct Deed: Operation {
  enum Act: Sendable, Equatable {
    /// Pays from the balance, which may not fall below zero. Finds its debtor by the account.
    case pay(Int64)
    /// As `pay`, to another debtor's account.
    case move(Int64, to: Debtor)
    /// At most `callsMax` for a debtor.
    case call
    /// At most one open case for a debtor.
    case open
    case close
    /// At most `placesMax` in the queue of all debtors; rests on a guard row alone.
    case join
    /// Counts the payments while nobody else may write.
    case count
    /// Writes one row and locks nothing.
    case note
    /// Writes a row that only one may write and locks nothing.
    case once(String)
    /// Tells a watcher.
    case alert
    /// Its row is refused by a constraint.
    case fail
    /// Takes what is waiting; finds it before any lock, as the next case of the queue.
    case take
    /// Asks, before any lock, what the database refuses.
    case misask
    /// Closes the business day.
    case closeDay
  }

  static let callsMax = 3
  static let placesMax = 3

  let act: Act
  let debtor: Debtor
  /// All rows of a history carry its number.
  let history: Identifier
  /// Names the rows it writes.
  let mark: String
  var isBulk = false
  var rowEstimate = 8
  var replay = KeyReplay.stored

  /// As a method of its own, since a method whose operation failed runs alone for a while.
  var method: String {
    switch act {
    case .pay: "pay"
    case .move: "move"
    case .call: "call"
    case .open: "open"
    case .close: "close"
    case .join: "join"
    case .count: "count"
    case .note: "note"
    case .once: "once"
    case .alert: "alert"
    case .fail: "fail"
    case .take: "take"
    case .misask: "misask"
    case .closeDay: "close_day"
    }
  }

  var locating: [Bound] {
    switch act {
    case .pay: [AccountsQueries.debtorOf(accountID: debtor.account).bound]
    case .take: [LaneStatements.waiting(debtor.subject)]
    case .misask: [LaneStatements.wrong]
    case .move, .call, .open, .close, .join, .count, .note, .once, .alert, .fail, .closeDay: []
    }
  }

  func footprint(_ located: [Rows]) throws(Refusal) -> Footprint {
    switch act {
    case .pay:
      let rows: [AccountsQueries.DebtorOfRow] = try located[0].rows()
      guard let row = rows.first else { throw .notFound }
      return Footprint(subjects: [row.subjectID])
    case .take:
      guard located[0].count > 0 else { throw .rule(.queueEmpty, "queue", "nothing waits") }
      return Footprint(subjects: [debtor.subject])
    case .move(_, let other): return Footprint(subjects: [debtor.subject, other.subject])
    case .call, .open, .close, .alert, .fail, .misask:
      return Footprint(subjects: [debtor.subject])
    case .join: return Footprint(guards: [.caseQueue])
    case .count, .closeDay: return Footprint(day: .exclusive)
    case .note, .once: return Footprint()
    }
  }

  func reads(_ located: [Rows]) throws(Refusal) -> [Bound] {
    switch act {
    case .pay: [LaneStatements.account(debtor.account)]
    case .move(_, let other):
      [LaneStatements.account(debtor.account), LaneStatements.account(other.account)]
    case .call: [LaneStatements.count("call", of: debtor.subject)]
    case .open, .close:
      [
        LaneStatements.count("open", of: debtor.subject),
        LaneStatements.count("close", of: debtor.subject),
      ]
    case .join: [LaneStatements.countAll("join", in: history)]
    case .count: [LaneStatements.countAll("pay", in: history)]
    case .take: [LaneStatements.waiting(debtor.subject)]
    case .note, .once, .alert, .fail, .misask, .closeDay: []
    }
  }

  func decide(
    _ facts: Facts, at moment: Moment
  ) throws(Refusal) -> Decision<Tally_V1_PostPaymentReply> {
    var writes: [Bound] = []
    var entries: [EntryDraft] = []
    var hints: Set<Hint> = []
    var reply = Tally_V1_PostPaymentReply()
    reply.transactionID = moment.newIdentifier().description
    func act(_ kind: String, note: String = "") {
      writes.append(
        LaneStatements.insert(kind, debtor.subject, mark: mark, history: history, note: note))
    }
    switch self.act {
    case .pay(let amount):
      try DayRule.requireOpen(facts.day)
      let row = try account(facts, 0)
      guard row.balance >= amount else { throw Self.limit("balance") }
      try post(-amount, to: debtor, row, facts, moment, &writes, &entries)
      reply.balance.amount = row.balance - amount
      reply.accountVersion = row.version + 1
      act("pay")
    case .move(let amount, let other):
      let (from, to) = (try account(facts, 0), try account(facts, 1))
      guard from.balance >= amount else { throw Self.limit("balance") }
      try post(-amount, to: debtor, from, facts, moment, &writes, &entries)
      try post(amount, to: other, to, facts, moment, &writes, &entries)
      act("move")
    case .call:
      guard try count(facts, 0) < Self.callsMax else { throw Self.limit("calls") }
      act("call")
    case .open:
      guard try count(facts, 0) == count(facts, 1) else { throw Self.limit("open case") }
      act("open")
    case .close:
      guard try count(facts, 0) > count(facts, 1) else { throw Self.limit("no case") }
      act("close")
    case .join:
      guard try count(facts, 0) < Self.placesMax else { throw Self.limit("places") }
      act("join")
    case .count: act("count", note: "\(try count(facts, 0))")
    case .note, .misask: act("note")
    case .once(let name): act("once", note: name)
    case .alert:
      act("alert")
      hints = [.alerts]
    case .fail: act("fail")
    case .take:
      guard facts.answers[0].count > 0 else { throw .rule(.queueEmpty, "queue", "nothing waits") }
      act("taken")
    case .closeDay:
      try DayRule.requireOpen(facts.day)
      writes.append(
        DaysQueries.beginClose(
          nextOn: facts.day.businessOn.adding(days: 1), businessOn: facts.day.businessOn))
      act("day")
    }
    let answer = reply
    return Decision(
      writes: writes, entries: entries,
      answer: .reply { receipt in
        var reply = answer
        reply.receipt = receipt
        return reply
      }, hints: hints)
  }

  func refusal(forConstraint constraint: String) -> Refusal? {
    switch constraint {
    case "lane_act_kind": Self.limit("kind")
    case "lane_act_once": Refusal(.alreadyExists, .alreadyExists, "it is there already")
    default: nil
    }
  }

  private static func limit(_ rule: String) -> Refusal { .rule(.guardNotMet, rule, "no more") }

  private func count(_ facts: Facts, _ index: Int) throws(Refusal) -> Int64 {
    do throws(SQLFailure) { return try facts.answers[index][0].int8(0) } catch {
      throw .internalError
    }
  }

  private func account(
    _ facts: Facts, _ index: Int
  ) throws(Refusal) -> (version: Int64, balance: Int64) {
    guard facts.answers[index].count == 1 else { throw .notFound }
    let row = facts.answers[index][0]
    do throws(SQLFailure) { return (try row.int8(0), try row.int8(1)) } catch {
      throw .internalError
    }
  }

  private func post(
    _ amount: Int64, to debtor: Debtor, _ row: (version: Int64, balance: Int64), _ facts: Facts,
    _ moment: Moment, _ writes: inout [Bound], _ entries: inout [EntryDraft]
  ) throws(Refusal) {
    let entry = EntryDraft(
      entryID: moment.newIdentifier(), kind: .payment,
      account: .init(id: debtor.account, pseudonym: debtor.pseudonym, version: row.version + 1),
      postings: DoubleEntry.postings(
        account: debtor.pseudonym, amount: amount, contra: ChartAccount.cash, currency: "CNY"),
      effectiveOn: facts.day.businessOn)
    entries.append(entry)
    writes.append(
      AccountsQueries.insertTransactions(
        id: moment.newIdentifier(), accountID: debtor.account, type: 1,
        valueOn: facts.day.businessOn, amount: amount, externalRef: nil, entryID: entry.entryID,
        recordedAt: moment.recordedAt))
    writes.append(
      AccountsQueries.applyPosting(
        accountID: debtor.account, version: row.version + 1, balance: row.balance + amount))
  }
}

/// The statements of `Deed`, as the generated ones are.
enum LaneStatements {
  private static func statement(
    _ name: String, _ text: String, _ types: [ColumnType] = [], returnsRows: Bool = true
  ) -> Statement {
    Statement(
      name: "test/\(name)", text: text, shape: .single,
      parameters: types.enumerated().map { .init(name: "p\($0)", type: $1, isArray: false) },
      returnsRows: returnsRows)
  }

  private static let account = statement(
    "account", "select a.version, a.balance from tenant.account a where a.id = $1::uuid",
    [.identifier])
  private static let count = statement(
    "count",
    "select count(*) from tenant.lane_act t where t.kind = $1::text and t.subject_id = $2::uuid",
    [.text, .identifier])
  private static let countAll = statement(
    "count_all",
    "select count(*) from tenant.lane_act t where t.kind = $1::text and t.history = $2::uuid",
    [.text, .identifier])
  private static let waiting = statement(
    "waiting",
    """
    select s.id from tenant.subject s where s.id = $1::uuid and not exists (
      select from tenant.lane_act t where t.subject_id = s.id and t.kind = 'taken')
    """, [.identifier])
  private static let insert = statement(
    "insert",
    """
    insert into tenant.lane_act (kind, subject_id, mark, history, note)
    values ($1::text, $2::uuid, $3::text, $4::uuid, $5::text)
    """, [.text, .identifier, .text, .identifier, .text], returnsRows: false)
  static let wrong = Bound(statement("wrong", "select 1 / 0"), [])

  static func account(_ id: Identifier) -> Bound { Bound(account, [.identifier(id)]) }
  static func count(_ kind: String, of subject: Identifier) -> Bound {
    Bound(count, [.text(kind), .identifier(subject)])
  }
  static func countAll(_ kind: String, in history: Identifier) -> Bound {
    Bound(countAll, [.text(kind), .identifier(history)])
  }
  static func waiting(_ subject: Identifier) -> Bound { Bound(waiting, [.identifier(subject)]) }
  static func insert(
    _ kind: String, _ subject: Identifier, mark: String, history: Identifier, note: String
  ) -> Bound {
    Bound(
      insert, [.text(kind), .identifier(subject), .text(mark), .identifier(history), .text(note)])
  }
  static var insertName: String { insert.name }
}
