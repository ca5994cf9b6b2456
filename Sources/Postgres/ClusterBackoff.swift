/// Decides how long to wait before PostgreSQL is started again.
struct ClusterBackoff: Sendable, Equatable {
  private var next = ClusterLimits.restartBackoffMin

  /// It ended after running for `lifetime`.
  ///
  /// - Returns: the time to wait; doubling, from the beginning again after a long life.
  mutating func ended(after lifetime: Duration) -> Duration {
    if lifetime >= ClusterLimits.steadyAfter { next = ClusterLimits.restartBackoffMin }
    defer { next = min(next * 2, ClusterLimits.restartBackoffMax) }
    return next
  }
}
