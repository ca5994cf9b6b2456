package import Bytes

/// One rule of law or of a supervisor, as data.
package struct ConductRule: Sendable, Equatable {
  package enum Kind: Int16, Sendable, CaseIterable {
    /// Nothing is done against it.
    case block = 1
    /// May be overridden with a recorded reason.
    case warning
    case deadline
    case retention
  }

  /// A bound which a tenant may tighten.
  package enum Bound: Sendable, Equatable {
    /// Seconds of the debtor's local day in which contact is allowed, `[opens, closes)`.
    case hours(opens: Int64, closes: Int64)
    case atMost(Int64)
    case atLeast(Int64)
    case required(Bool)
    /// What is allowed.
    case among([String])
    /// A figure set by law, the same for everybody.
    case exactly(Int64)
    /// A date set by law, the same for everybody.
    case on(Day)
  }

  /// A named bound; the unit is the last part of the name.
  package struct Parameter: Sendable, Equatable {
    package let name: String
    package var bound: Bound

    package init(_ name: String, _ bound: Bound) {
      self.name = name
      self.bound = bound
    }
  }

  /// Stable within a jurisdiction: `C1`.
  package let code: String
  package let title: String
  package let kind: Kind
  package internal(set) var parameters: [Parameter]
  package let source: String
  /// False until the original text has been read.
  package let isVerified: Bool
  /// nil where the source gives no day: the rule is applied at all times.
  package let validFrom: Day?
  /// The last day; nil while in force.
  package let validTo: Day?

  package init(
    _ code: String, _ title: String, _ kind: Kind, _ parameters: [Parameter], source: String,
    isVerified: Bool, validFrom: Day? = nil, validTo: Day? = nil
  ) {
    self.code = code
    self.title = title
    self.kind = kind
    self.parameters = parameters
    self.source = source
    self.isVerified = isVerified
    self.validFrom = validFrom
    self.validTo = validTo
  }

  package func isInForce(on day: Day) -> Bool {
    (validFrom.map { $0 <= day } ?? true) && (validTo.map { day <= $0 } ?? true)
  }
}

extension ConductRule.Bound {
  enum Comparison { case tighter, looser, incomparable }

  /// How `proposed` compares with this bound; equal counts as tighter.
  func comparison(with proposed: Self) -> Comparison {
    let isTighter: Bool
    switch (self, proposed) {
    case (.hours(let opens, let closes), .hours(let newOpens, let newCloses)):
      isTighter = newOpens >= opens && newCloses <= closes && newOpens <= newCloses
    case (.atMost(let bound), .atMost(let new)): isTighter = new <= bound && new >= 0
    case (.atLeast(let bound), .atLeast(let new)): isTighter = new >= bound
    case (.required(let bound), .required(let new)): isTighter = new || !bound
    case (.among(let bound), .among(let new)): isTighter = new.allSatisfy(bound.contains)
    case (.exactly(let bound), .exactly(let new)): isTighter = new == bound
    case (.on(let bound), .on(let new)): isTighter = new == bound
    case (.hours, _), (.atMost, _), (.atLeast, _), (.required, _), (.among, _), (.exactly, _),
      (.on, _):
      return .incomparable
    }
    return isTighter ? .tighter : .looser
  }
}

/// The rules of one jurisdiction: the outer bound for every tenant under it.
package struct JurisdictionProfile: Sendable, Equatable {
  package let code: String
  package let version: Int32
  package let validFrom: Day
  package let validTo: Day?
  package private(set) var rules: [ConductRule]

  package init(code: String, version: Int32, validFrom: Day, validTo: Day?, rules: [ConductRule]) {
    self.code = code
    self.version = version
    self.validFrom = validFrom
    self.validTo = validTo
    self.rules = rules
  }

  /// A change a tenant asks for.
  package struct Tightening: Sendable, Equatable {
    package var rule: String
    package var parameter: String
    package var bound: ConductRule.Bound

    package init(rule: String, parameter: String, bound: ConductRule.Bound) {
      self.rule = rule
      self.parameter = parameter
      self.bound = bound
    }
  }

  /// Why a tenant's rules are refused; each case names the rule.
  package enum TighteningRefusal: Error, Sendable, Equatable {
    case unknownRule(String)
    case unknownParameter(rule: String, parameter: String)
    /// Another kind of bound than the rule has.
    case incomparable(rule: String, parameter: String)
    /// A tenant may only tighten.
    case loosened(rule: String, parameter: String)
  }

  /// This profile with a tenant's tighter bounds.
  ///
  /// - Throws: at the first change that does not tighten; nothing has changed then.
  package func tightened(
    by changes: [Tightening]
  ) throws(TighteningRefusal) -> JurisdictionProfile {
    var result = self
    for change in changes {
      guard let rule = result.rules.firstIndex(where: { $0.code == change.rule }) else {
        throw .unknownRule(change.rule)
      }
      guard
        let index = result.rules[rule].parameters.firstIndex(where: {
          $0.name == change.parameter
        })
      else { throw .unknownParameter(rule: change.rule, parameter: change.parameter) }
      switch result.rules[rule].parameters[index].bound.comparison(with: change.bound) {
      case .tighter: result.rules[rule].parameters[index].bound = change.bound
      case .looser: throw .loosened(rule: change.rule, parameter: change.parameter)
      case .incomparable: throw .incomparable(rule: change.rule, parameter: change.parameter)
      }
    }
    return result
  }

  /// The bound `parameter` of the first rule in force on `day` that has it.
  package func bound(_ parameter: String, on day: Day) -> ConductRule.Bound? {
    for rule in rules where rule.isInForce(on: day) {
      if let found = rule.parameters.first(where: { $0.name == parameter }) { return found.bound }
    }
    return nil
  }
}

extension ContactLimits {
  /// The bounds on contact of `profile` on `day`; where it has no rule there is no bound.
  package init(_ profile: JurisdictionProfile, on day: Day) {
    self.init(
      opensAtSecond: 0, closesAtSecond: 86_400, connectedPerDayMax: nil, attemptsPerPointMax: nil,
      cycleDaysMin: nil)
    if case .hours(let opens, let closes) = profile.bound("contact_hours", on: day) {
      (opensAtSecond, closesAtSecond) = (opens, closes)
    }
    if case .atMost(let count) = profile.bound("connected_calls_per_day", on: day) {
      connectedPerDayMax = Int(count)
    }
    if case .atMost(let count) = profile.bound("attempts_per_point_and_day", on: day) {
      attemptsPerPointMax = Int(count)
    }
    if case .atLeast(let days) = profile.bound("cycle_interval_days", on: day) {
      cycleDaysMin = Int(days)
    }
  }
}
