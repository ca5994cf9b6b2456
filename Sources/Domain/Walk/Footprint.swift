package import Bytes

/// Every row an operation's decision rests on. Two operations of one batch may share only the
/// business day, shared. Source: proto-like-specs/decisions, write lanes.
package struct Footprint: Sendable, Equatable {
  /// A guard row of `tenant.counter`, locked by every writer of the set it guards.
  package enum Guard: String, Sendable, Hashable, CaseIterable {
    /// The numbering of cases.
    case caseNumber = "case_no"
    /// Which case is the next, and how many each collector has.
    case caseQueue = "case_queue"
    /// The numbering of debtors and the order of imported rows.
    case importing = "import"
  }
  package enum DayUse: Sendable, Equatable {
    /// Posts to the open day, or merely reads it.
    case shared
    /// Closes or opens the day.
    case exclusive
  }

  package var subjects: Set<Identifier>
  package var guards: Set<Guard>
  package var day: DayUse
  /// Values which a unique constraint covers and which the operation may insert.
  package var uniques: Set<String>

  package init(
    subjects: Set<Identifier> = [], guards: Set<Guard> = [], day: DayUse = .shared,
    uniques: Set<String> = []
  ) {
    self.subjects = subjects
    self.guards = guards
    self.day = day
    self.uniques = uniques
  }

  /// True when no decision of one can rest on a row which the other may change.
  package func isDisjoint(from other: Footprint) -> Bool {
    switch (day, other.day) {
    case (.shared, .shared): break
    case (.exclusive, _), (_, .exclusive): return false
    }
    return subjects.isDisjoint(with: other.subjects) && guards.isDisjoint(with: other.guards)
      && uniques.isDisjoint(with: other.uniques)
  }

  /// Adds the rows of `other`.
  package mutating func formUnion(_ other: Footprint) {
    subjects.formUnion(other.subjects)
    guards.formUnion(other.guards)
    uniques.formUnion(other.uniques)
    if other.day == .exclusive { day = .exclusive }
  }
}
