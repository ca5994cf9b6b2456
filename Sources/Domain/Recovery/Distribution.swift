package import Bytes

/// One of several debts which a payment does not suffice for.
package struct CompetingDebt<ID: Hashable & Sendable>: Sendable {
  package var id: ID
  package var dueOn: Day
  /// How much of the balance is secured.
  package var securedPPM: Int64
  /// How much the debt weighs on the debtor: its rate.
  package var burdenPPM: Int64
  package var balance: Int64

  package init(id: ID, dueOn: Day, securedPPM: Int64, burdenPPM: Int64, balance: Int64) {
    self.id = id
    self.dueOn = dueOn
    self.securedPPM = securedPPM
    self.burdenPPM = burdenPPM
    self.balance = balance
  }
}

/// How one payment was divided between debts, 民法典 article 560: the debtor's designation; else due
/// before not due, least secured, most burdensome, earliest due, and pro rata where all are equal.
package struct DebtDistribution: Sendable, Equatable {
  /// What each debt receives, in the order they were given.
  package let paid: [Int64]
  package let unapplied: Int64

  /// Divides `amount`, which is not negative; `designated` names debts in the debtor's order.
  package init<ID>(
    amount: Int64, debts: [CompetingDebt<ID>], designated: [ID], asOf: Day
  ) {
    var paid = debts.map { _ in Int64(0) }
    var rest = amount
    func pay(_ indices: [Int]) {
      let owed = indices.map { max(0, debts[$0].balance) - paid[$0] }
      let total = owed.reduce(0, +)
      let shares = total <= rest ? owed : Split.largestRemainder(rest, weights: owed)
      for (index, share) in zip(indices, shares) {
        paid[index] += share
        rest -= share
      }
    }
    for id in designated {
      pay(debts.indices.filter { debts[$0].id == id })
    }
    let ranks = debts.map { Rank($0, asOf: asOf) }
    let order = debts.indices.sorted { (ranks[$0], $0) < (ranks[$1], $1) }
    var start = order.startIndex
    while start < order.endIndex {
      let rank = ranks[order[start]]
      let end = order[start...].firstIndex { ranks[$0] != rank } ?? order.endIndex
      pay(Array(order[start..<end]))
      start = end
    }
    self.paid = paid
    unapplied = rest
  }

  private struct Rank: Comparable {
    let isNotDue: Bool
    let secured: Int64
    let burden: Int64
    let dueOn: Day

    init<ID>(_ debt: CompetingDebt<ID>, asOf: Day) {
      isNotDue = debt.dueOn > asOf
      secured = debt.securedPPM
      burden = debt.burdenPPM
      dueOn = debt.dueOn
    }

    static func < (left: Rank, right: Rank) -> Bool {
      if left.isNotDue != right.isNotDue { return right.isNotDue }
      if left.secured != right.secured { return left.secured < right.secured }
      if left.burden != right.burden { return left.burden > right.burden }
      return left.dueOn < right.dueOn
    }
  }
}

/// How the proceeds of an asset's sale are divided: sale cost, prior-ranking claims, the secured
/// claim, lower ranks, the owner.
package struct SaleProceeds: Sendable, Equatable {
  package let saleCost: Int64
  package let prior: [Int64]
  package let secured: Int64
  package let lower: [Int64]
  package let owner: Int64
  package let securedShortfall: Int64

  /// Divides `proceeds`, which is not negative; claims in the order of their rank.
  package init(
    proceeds: Int64, saleCost: Int64, priorClaims: [Int64], securedClaim: Int64,
    lowerClaims: [Int64]
  ) {
    var rest = proceeds
    func pay(_ claim: Int64) -> Int64 {
      let paid = min(rest, max(0, claim))
      rest -= paid
      return paid
    }
    self.saleCost = pay(saleCost)
    prior = priorClaims.map(pay)
    secured = pay(securedClaim)
    lower = lowerClaims.map(pay)
    owner = rest
    securedShortfall = max(0, securedClaim) - secured
  }
}
