/// Which logs are trusted and which witnesses must have cosigned: a `tlog-policy` file.
///
/// Source: C2SP tlog-policy.
package struct TrustPolicy: Sendable, Equatable {
  package struct Log: Sendable, Equatable {
    package let key: VerifierKey
    package let url: String?
    package init(key: VerifierKey, url: String? = nil) {
      self.key = key
      self.url = url
    }
  }
  package struct Witness: Sendable, Equatable {
    package let name: String
    package let key: VerifierKey
    package let url: String?
    package init(name: String, key: VerifierKey, url: String? = nil) {
      self.name = name
      self.key = key
      self.url = url
    }
  }
  package struct Group: Sendable, Equatable {
    package let name: String
    /// How many members must hold.
    package let threshold: Int
    package let members: [String]
    package init(name: String, threshold: Int, members: [String]) {
      self.name = name
      self.threshold = threshold
      self.members = members
    }
  }

  package var logs: [Log]
  package var witnesses: [Witness]
  package var groups: [Group]
  /// The witness or group which must hold; nil for `quorum none`.
  package var quorum: String?

  package init(
    logs: [Log], witnesses: [Witness] = [], groups: [Group] = [], quorum: String? = nil
  ) {
    self.logs = logs
    self.witnesses = witnesses
    self.groups = groups
    self.quorum = quorum
  }

  package var text: String {
    var lines: [String] = []
    for log in logs { lines.append(["log", log.key.text, log.url].joinedFields) }
    for witness in witnesses {
      lines.append(["witness", witness.name, witness.key.text, witness.url].joinedFields)
    }
    for group in groups {
      let threshold = group.threshold == group.members.count ? "all" : String(group.threshold)
      lines.append((["group", group.name, threshold] + group.members).joined(separator: " "))
    }
    lines.append("quorum \(quorum ?? "none")")
    return lines.map { $0 + "\n" }.joined()
  }

  /// Reads a policy. Empty lines and lines starting with `#` are skipped; a name must be defined
  /// before it is used.
  ///
  /// - Throws: `malformedFile` or `malformedKey`.
  package init(text: String) throws(LedgerFailure) {
    self.init(logs: [])
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count <= LedgerLimits.policyLineCountMax else {
      throw .malformedFile("policy has too many lines")
    }
    var isQuorumSet = false
    for line in lines {
      let fields = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init)
      guard let first = fields.first, !first.hasPrefix("#") else { continue }
      switch (first, fields.count) {
      case ("log", 2...3):
        logs.append(Log(key: try VerifierKey(fields[1]), url: fields.dropFirst(2).first))
      case ("witness", 3...4):
        try define(fields[1])
        let key = try VerifierKey(fields[2])
        guard key.kind == .cosignature else { throw .malformedFile("policy witness key type") }
        witnesses.append(Witness(name: fields[1], key: key, url: fields.dropFirst(3).first))
      case ("group", 4...):
        try define(fields[1])
        groups.append(try group(fields))
      case ("quorum", 2):
        guard !isQuorumSet else { throw .malformedFile("policy has two quorums") }
        isQuorumSet = true
        guard fields[1] != "none" else { continue }
        guard isDefined(fields[1]) else { throw .malformedFile("policy quorum is not defined") }
        quorum = fields[1]
      default: throw .malformedFile("policy line")
      }
    }
    guard isQuorumSet else { throw .malformedFile("policy has no quorum") }
  }

  private func group(_ fields: [String]) throws(LedgerFailure) -> Group {
    let members = Array(fields.dropFirst(3))
    guard members.allSatisfy(isDefined), Set(members).count == members.count else {
      throw .malformedFile("policy group member")
    }
    let threshold: Int? =
      switch fields[2] {
      case "all": members.count
      case "any": 1
      case let text: Int(text)
      }
    guard let threshold, (1...members.count).contains(threshold) else {
      throw .malformedFile("policy group threshold")
    }
    return Group(name: fields[1], threshold: threshold, members: members)
  }

  private func define(_ name: String) throws(LedgerFailure) {
    guard name != "none", !isDefined(name) else { throw .malformedFile("policy name") }
  }

  private func isDefined(_ name: String) -> Bool {
    witnesses.contains { $0.name == name } || groups.contains { $0.name == name }
  }

  /// True when enough witnesses of the quorum are among `keys`.
  package func isSatisfied(by keys: Set<VerifierKey>) -> Bool {
    guard let quorum else { return true }
    // Groups name only what stands before them, so one pass in order is enough.
    var holding = Set(witnesses.filter { keys.contains($0.key) }.map(\.name))
    for group in groups where group.members.count(where: holding.contains) >= group.threshold {
      holding.insert(group.name)
    }
    return holding.contains(quorum)
  }
}

extension [String?] {
  fileprivate var joinedFields: String { compactMap { $0 }.joined(separator: " ") }
}
