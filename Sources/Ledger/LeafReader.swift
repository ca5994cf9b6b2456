import Bytes

extension LedgerEntryDraft {
  /// Reads a leaf. Accepts exactly what the writer makes: names in order, no space, canonical
  /// numbers and dates, postings which balance.
  ///
  /// - Throws: `malformedLeaf` with the field, or what the writer throws for the same facts.
  package init(leaf bytes: [UInt8]) throws(LedgerFailure) {
    guard bytes.count <= LedgerLimits.leafByteCountMax else {
      throw .leafTooLong(byteCount: bytes.count)
    }
    var cursor = LeafCursor(bytes: bytes)
    try cursor.take("{", "leaf")
    var account: Account?
    if cursor.skip("\"account\":\"") {
      let pseudonym = try cursor.pseudonym("account")
      try cursor.take("\",\"account_version\":", "account_version")
      account = Account(pseudonym: pseudonym, version: try cursor.integer("account_version"))
      try cursor.take(",", "account_version")
    }
    try cursor.take("\"actor\":\"", "actor")
    let actor = try cursor.pseudonym("actor")
    let commitment =
      cursor.skip("\",\"commit\":\"") ? try cursor.digest("commit") : nil
    try cursor.take("\",\"effective_at\":\"", "effective_at")
    let effectiveOn = try cursor.day("effective_at")
    try cursor.take("\",\"entry\":\"", "entry")
    let entry = try cursor.uuid("entry")
    let idempotency =
      cursor.skip("\",\"idempotency\":\"") ? try cursor.digest("idempotency") : nil
    try cursor.take("\",\"kind\":", "kind")
    guard let kind = EntryKind(rawValue: Int(try cursor.integer("kind"))) else {
      throw cursor.malformed("kind")
    }
    let others = try cursor.parties()
    let postings = try cursor.postings()
    try cursor.take(",\"recorded_at\":\"", "recorded_at")
    let recordedAt = try cursor.timestamp("recorded_at")
    let reverses = cursor.skip("\",\"reverses\":\"") ? try cursor.uuid("reverses") : nil
    let subject = cursor.skip("\",\"subject\":\"") ? try cursor.pseudonym("subject") : nil
    try cursor.take("\",\"tenant\":\"", "tenant")
    let tenant = cursor.word()
    try cursor.take("\",\"v\":1}", "v")
    guard cursor.at == bytes.count else { throw cursor.malformed("leaf") }
    self.init(
      tenant: tenant, entry: entry, kind: kind, subject: subject, account: account,
      commitment: commitment, others: others, postings: postings, effectiveOn: effectiveOn,
      recordedAt: recordedAt, actor: actor, idempotency: idempotency, reverses: reverses)
    try checked()
  }
}

extension LeafCursor {
  fileprivate mutating func parties() throws(LedgerFailure) -> [LedgerEntryDraft.Party] {
    guard skip(",\"others\":[") else { return [] }
    var out: [LedgerEntryDraft.Party] = []
    repeat {
      guard out.count < LedgerLimits.partyCountMax else { throw malformed("others") }
      try take("{\"commit\":\"", "others")
      let commitment = try digest("others")
      try take("\",\"subject\":\"", "others")
      out.append(.init(subject: try pseudonym("others"), commitment: commitment))
      try take("\"}", "others")
    } while skip(",")
    try take("]", "others")
    return out
  }

  fileprivate mutating func postings() throws(LedgerFailure) -> [Posting] {
    guard skip(",\"postings\":[") else { return [] }
    var out: [Posting] = []
    repeat {
      guard out.count < LedgerLimits.postingCountMax else { throw malformed("postings") }
      try take("{\"account\":\"", "postings")
      let account = try account("postings")
      try take("\",\"amount\":\"", "postings")
      let amount = try integer("postings")
      try take("\",\"currency\":\"", "postings")
      out.append(Posting(account: account, amount: amount, currency: try currency("postings")))
      try take("\"}", "postings")
    } while skip(",")
    try take("]", "postings")
    return out
  }
}
