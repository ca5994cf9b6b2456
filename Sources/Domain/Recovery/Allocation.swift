package import Bytes

/// Components of a debt to which a receipt is applied.
package enum Component: Int16, Sendable, CaseIterable {
  case cost = 1
  case interest
  case penalty
  case fee
  case principal
}

/// An amount for each component, in minor units.
package struct ComponentAmounts: Sendable, Hashable {
  package var cost: Int64
  package var interest: Int64
  package var penalty: Int64
  package var fee: Int64
  package var principal: Int64

  package init(
    cost: Int64 = 0, interest: Int64 = 0, penalty: Int64 = 0, fee: Int64 = 0,
    principal: Int64 = 0
  ) {
    self.cost = cost
    self.interest = interest
    self.penalty = penalty
    self.fee = fee
    self.principal = principal
  }

  package subscript(component: Component) -> Int64 {
    get {
      switch component {
      case .cost: cost
      case .interest: interest
      case .penalty: penalty
      case .fee: fee
      case .principal: principal
      }
    }
    set {
      switch component {
      case .cost: cost = newValue
      case .interest: interest = newValue
      case .penalty: penalty = newValue
      case .fee: fee = newValue
      case .principal: principal = newValue
      }
    }
  }

  package var total: Int64 { cost + interest + penalty + fee + principal }
}

/// What an instalment owes, component by component; cost belongs to the debt, not to an instalment.
package struct OwedInstalment: Sendable, Equatable {
  package var number: Int
  package var dueOn: Day
  /// `cost` is 0.
  package var owed: ComponentAmounts

  package init(number: Int, dueOn: Day, owed: ComponentAmounts) {
    self.number = number
    self.dueOn = dueOn
    self.owed = owed
  }
}

/// The order in which a receipt pays a debt, 清偿顺序. Source: 民法典, article 561.
package struct AllocationPolicy: Sendable, Equatable {
  package enum Direction: Int16, Sendable, CaseIterable {
    /// Instalment by instalment, all components.
    case horizontal = 1
    /// Component by component, over all instalments.
    case vertical
  }

  /// Cost of enforcement, interest, penalty, fee, principal; oldest instalment first.
  package static let standard = AllocationPolicy(direction: .horizontal, order: Component.allCases)

  package let direction: Direction
  /// Each component once.
  package let order: [Component]

  /// - Returns: nil unless `order` names every component exactly once.
  package init?(checking order: [Component], direction: Direction) {
    guard order.count == Component.allCases.count, Set(order).count == order.count else {
      return nil
    }
    self.init(direction: direction, order: order)
  }

  private init(direction: Direction, order: [Component]) {
    self.direction = direction
    self.order = order
  }
}

/// How one receipt was applied: the totals and the lines add up to its amount less `unapplied`.
package struct Allocation: Sendable, Equatable {
  package struct Line: Sendable, Equatable {
    package let number: Int
    package var paid: ComponentAmounts
  }

  package private(set) var totals = ComponentAmounts()
  /// One for each instalment, oldest first.
  package private(set) var lines: [Line]
  package private(set) var unapplied: Int64

  /// Applies `amount`, which is not negative, to `cost` and `instalments` in any order.
  package init(
    amount: Int64, cost: Int64, instalments: [OwedInstalment], policy: AllocationPolicy
  ) {
    precondition(amount >= 0, "a receipt is not negative")
    let oldestFirst = instalments.sorted { ($0.dueOn, $0.number) < ($1.dueOn, $1.number) }
    lines = oldestFirst.map { Line(number: $0.number, paid: ComponentAmounts()) }
    unapplied = amount
    switch policy.direction {
    case .vertical:
      for component in policy.order {
        if component == .cost { payCost(cost) }
        for index in oldestFirst.indices where component != .cost {
          pay(component, of: oldestFirst[index], line: index)
        }
      }
    case .horizontal:
      let before = policy.order.prefix { $0 != .cost }
      let after = policy.order.drop { $0 != .cost }.dropFirst()
      // Cost has no instalment: what the order puts before it is paid over all instalments first.
      for index in oldestFirst.indices {
        for component in before { pay(component, of: oldestFirst[index], line: index) }
      }
      payCost(cost)
      for index in oldestFirst.indices {
        for component in after { pay(component, of: oldestFirst[index], line: index) }
      }
    }
  }

  private mutating func payCost(_ cost: Int64) {
    let paid = min(unapplied, max(0, cost))
    totals.cost += paid
    unapplied -= paid
  }

  private mutating func pay(_ component: Component, of instalment: OwedInstalment, line: Int) {
    let paid = min(unapplied, max(0, instalment.owed[component]))
    lines[line].paid[component] += paid
    totals[component] += paid
    unapplied -= paid
  }
}

/// A payment split by agreed shares, each capped at what is owed; the excess flows on in order.
package struct ShareAllocation: Sendable, Equatable {
  package struct Part: Sendable, Equatable {
    package var component: Component
    package var sharePPM: Int64
    package var outstanding: Int64

    package init(component: Component, sharePPM: Int64, outstanding: Int64) {
      self.component = component
      self.sharePPM = sharePPM
      self.outstanding = outstanding
    }
  }

  package let totals: ComponentAmounts
  package let unapplied: Int64

  /// Applies `amount`, which is not negative, to `parts` in their order.
  package init(amount: Int64, parts: [Part]) {
    let shares = Split.largestRemainder(amount, weights: parts.map(\.sharePPM))
    var paid = ComponentAmounts()
    for (part, share) in zip(parts, shares) {
      paid[part.component] += min(share, max(0, part.outstanding))
    }
    var rest = amount - paid.total
    for part in parts {
      let more = min(rest, max(0, part.outstanding - paid[part.component]))
      paid[part.component] += more
      rest -= more
    }
    totals = paid
    unapplied = rest
  }
}
