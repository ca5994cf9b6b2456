import Bytes

extension LedgerEntryDraft {
  /// Reads a leaf. Accepts exactly what the writer makes: names in order, no space, canonical
  /// numbers and dates, postings which balance.
  ///
  /// - Throws: `malformedLeaf` with the field, or what the writer throws for the same facts.
  package init(leaf bytes: [UInt8]) throws(LedgerFailure) { try self.init(leaf: bytes.span) }

  /// Reads a leaf where it stands.
  ///
  /// - Throws: as above.
  package init(leaf: Span<UInt8>) throws(LedgerFailure) {
    guard leaf.count <= LedgerLimits.leafByteCountMax else {
      throw .leafTooLong(byteCount: leaf.count)
    }
    var cursor = LeafCursor()
    try cursor.take("{", "leaf", in: leaf)
    var account: Account?
    if cursor.skip("\"account\":\"", in: leaf) {
      let pseudonym = try cursor.pseudonym("account", in: leaf)
      try cursor.take("\",\"account_version\":", "account_version", in: leaf)
      let version = try cursor.integer("account_version", in: leaf)
      account = Account(pseudonym: pseudonym, version: version)
      try cursor.take(",", "account_version", in: leaf)
    }
    try cursor.take("\"actor\":\"", "actor", in: leaf)
    let actor = try cursor.pseudonym("actor", in: leaf)
    let commitment =
      cursor.skip("\",\"commit\":\"", in: leaf) ? try cursor.digest("commit", in: leaf) : nil
    try cursor.take("\",\"effective_at\":\"", "effective_at", in: leaf)
    let effectiveOn = try cursor.day("effective_at", in: leaf)
    try cursor.take("\",\"entry\":\"", "entry", in: leaf)
    let entry = try cursor.uuid("entry", in: leaf)
    let idempotency =
      cursor.skip("\",\"idempotency\":\"", in: leaf)
      ? try cursor.digest("idempotency", in: leaf) : nil
    try cursor.take("\",\"kind\":", "kind", in: leaf)
    guard let kind = EntryKind(rawValue: Int(try cursor.integer("kind", in: leaf))) else {
      throw cursor.malformed("kind")
    }
    let others = try cursor.parties(in: leaf)
    let postings = try cursor.postings(in: leaf)
    try cursor.take(",\"recorded_at\":\"", "recorded_at", in: leaf)
    let recordedAt = try cursor.timestamp("recorded_at", in: leaf)
    let reverses =
      cursor.skip("\",\"reverses\":\"", in: leaf) ? try cursor.uuid("reverses", in: leaf) : nil
    let subject =
      cursor.skip("\",\"subject\":\"", in: leaf) ? try cursor.pseudonym("subject", in: leaf) : nil
    try cursor.take("\",\"tenant\":\"", "tenant", in: leaf)
    let tenant = cursor.word(in: leaf)
    try cursor.take("\",\"v\":1}", "v", in: leaf)
    guard cursor.at == leaf.count else { throw cursor.malformed("leaf") }
    self.init(
      tenant: tenant, entry: entry, kind: kind, subject: subject, account: account,
      commitment: commitment, others: others, postings: postings, effectiveOn: effectiveOn,
      recordedAt: recordedAt, actor: actor, idempotency: idempotency, reverses: reverses)
    guard (1...LedgerLimits.tenantByteCountMax).contains(tenant.utf8.count) else {
      throw .invalidField("tenant")
    }
    try checkedFacts()
  }
}

extension LeafCursor {
  fileprivate mutating func parties(
    in leaf: Span<UInt8>
  ) throws(LedgerFailure) -> [LedgerEntryDraft.Party] {
    guard skip(",\"others\":[", in: leaf) else { return [] }
    var out: [LedgerEntryDraft.Party] = []
    repeat {
      guard out.count < LedgerLimits.partyCountMax else { throw malformed("others") }
      try take("{\"commit\":\"", "others", in: leaf)
      let commitment = try digest("others", in: leaf)
      try take("\",\"subject\":\"", "others", in: leaf)
      out.append(.init(subject: try pseudonym("others", in: leaf), commitment: commitment))
      try take("\"}", "others", in: leaf)
    } while skip(",", in: leaf)
    try take("]", "others", in: leaf)
    return out
  }

  fileprivate mutating func postings(in leaf: Span<UInt8>) throws(LedgerFailure) -> [Posting] {
    guard skip(",\"postings\":[", in: leaf) else { return [] }
    var out: [Posting] = []
    // Nearly always one account's and its counterpart.
    out.reserveCapacity(2)
    repeat {
      guard out.count < LedgerLimits.postingCountMax else { throw malformed("postings") }
      try take("{\"account\":\"", "postings", in: leaf)
      let account = try account("postings", in: leaf)
      try take("\",\"amount\":\"", "postings", in: leaf)
      let amount = try integer("postings", in: leaf)
      try take("\",\"currency\":\"", "postings", in: leaf)
      let currency = try currency("postings", in: leaf)
      out.append(Posting(account: account, amount: amount, currency: currency))
      try take("\"}", "postings", in: leaf)
    } while skip(",", in: leaf)
    try take("]", "postings", in: leaf)
    return out
  }
}
