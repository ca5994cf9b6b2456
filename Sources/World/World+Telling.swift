import Logging

extension World {
  /// How much an event matters to the operator.
  package enum Severity: Sendable, Equatable {
    case debug, info, notice, warning, error
  }

  /// Writes one event to the log: a fixed name, and fields which are never personal data.
  package func tell(
    _ severity: Severity, _ event: StaticString, _ fields: [String: String] = [:]
  ) {
    let level: Logger.Level =
      switch severity {
      case .debug: .debug
      case .info: .info
      case .notice: .notice
      case .warning: .warning
      case .error: .error
      }
    log.log(
      level: level, "\(event.description)", metadata: fields.mapValues { .string($0) })
  }
}
