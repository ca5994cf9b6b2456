package import Bytes

/// Whose jobs a scheduler runs, and what the platform remembers of when they are due.
package struct SchedulerRoster: Sendable {
  /// Every tenant in service; nil when they cannot be listed now.
  package var all: @Sendable () async -> [Identifier]?
  /// Tenants with a due job, as far as is remembered; nil when it cannot be asked now.
  package var due: @Sendable () async -> [Identifier]?
  /// Nil for a tenant that is not in service.
  package var open: @Sendable (Identifier) async -> SchedulerTenant?
  /// What is remembered of a tenant: asked before its jobs are run.
  package var remembered: @Sendable (Identifier) async -> Remembered
  /// Remembers when the next job is due, unless a hint came since `remembered`.
  package var remember: Remember
  package typealias Remember =
    @Sendable (Identifier, _ next: Timestamp?, _ since: Remembered) async -> Void

  package enum Remembered: Sendable, Equatable {
    case nothing
    /// Nil: no job was planned.
    case due(Timestamp?)
    /// It cannot be asked now.
    case unknown
  }

  package init(
    all: @escaping @Sendable () async -> [Identifier]?,
    due: @escaping @Sendable () async -> [Identifier]?,
    open: @escaping @Sendable (Identifier) async -> SchedulerTenant?,
    remembered: @escaping @Sendable (Identifier) async -> Remembered,
    remember: @escaping Remember
  ) {
    self.all = all
    self.due = due
    self.open = open
    self.remembered = remembered
    self.remember = remember
  }
}
