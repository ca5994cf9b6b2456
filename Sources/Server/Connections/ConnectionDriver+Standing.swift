import Access
import Bytes
import Calls
import Contract
import Reactor
import SQL
import World

extension ConnectionDriver {
  private static let stale = Refusal(
    .unavailable, .unavailable, "the credential cannot be looked up now",
    retry: .sameKey(afterMilliseconds: 1000))

  /// What the facts at hand say; nil when they are too old to say anything, or a right was changed
  /// since.
  private func verdict() -> Result<Principal, Refusal>? {
    switch standing {
    case .nobody: return .success(.nobody)
    case .holder(_, let facts):
      let age = now &- min(now, facts.readAt)
      let isOutdated = services.register.isOutdated(facts)
      if age >= Limits.credentialFreshNanoseconds || isOutdated { readFacts() }
      guard age < Limits.credentialStaleNanoseconds, !isOutdated else { return nil }
      return judge(facts)
    }
  }

  private func judge(_ facts: CredentialRegister.Facts) -> Result<Principal, Refusal> {
    guard let credential = facts.credential else { return .failure(Credential.refusal) }
    do throws(Refusal) {
      try credential.check(from: peer, now: world.recordedNow())
      return .success(credential.principal)
    } catch {
      return .failure(error)
    }
  }

  /// Tells who calls `method`: at once when the facts are fresh enough, else when they were read.
  func admit(
    _ method: Method, _ tell: @escaping @Sendable (Result<Principal, Refusal>) -> Void
  ) {
    switch method.policy.callers {
    case .everyone: return tell(.success(.nobody))
    case .authenticated, .roles: break
    }
    if let verdict = verdict() { return tell(verdict) }
    awaitingFacts.append { [self] isRead in
      // Changed again while it was read: once more.
      if isRead, isOutdated { admit(method, tell) } else { tell(verdictAfterReading()) }
    }
  }

  /// Whether the holder of a stream may go on with it.
  func standing(for running: RunningCall) async -> Refusal? {
    if case .everyone = running.method.policy.callers { return nil }
    while true {
      if let verdict = verdict() { return Self.refusal(verdict) }
      let isRead = await withCheckedContinuation { continuation in
        awaitingFacts.append { continuation.resume(returning: $0) }
      }
      guard isRead, isOutdated else { return Self.refusal(verdictAfterReading()) }
    }
  }

  private var isOutdated: Bool {
    guard case .holder(_, let facts) = standing else { return false }
    return services.register.isOutdated(facts)
  }

  private func verdictAfterReading() -> Result<Principal, Refusal> {
    guard case .holder(_, let facts) = standing else { return .success(.nobody) }
    let age = now &- min(now, facts.readAt)
    guard age < Limits.credentialStaleNanoseconds, !isOutdated else { return .failure(Self.stale) }
    return judge(facts)
  }

  private static func refusal(_ verdict: Result<Principal, Refusal>) -> Refusal? {
    switch verdict {
    case .success: nil
    case .failure(let refusal): refusal
    }
  }

  /// Reads the facts of the credential again; one reading at a time.
  private func readFacts() {
    guard !isReadingFacts, case .holder(let token, _) = standing else { return }
    isReadingFacts = true
    services.tasks.spawnHere(on: home) { [self] (_: isolated ShardHome) in
      let facts = try? await services.register.facts(of: token)
      isReadingFacts = false
      if let facts { standing = .holder(token, facts) }
      let waiting = awaitingFacts
      awaitingFacts = []
      for resume in waiting { resume(facts != nil) }
      planFlush()
    }
  }
}
