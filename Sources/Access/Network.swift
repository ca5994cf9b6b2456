/// An address of IPv4 or IPv6. An IPv4 address mapped into IPv6 is the IPv4 address.
package struct NetworkAddress: Sendable, Hashable {
  /// 4 or 16 bytes, in network order.
  package let bytes: [UInt8]

  /// - Returns: nil unless `bytes` holds 4 or 16 bytes.
  package init?(bytes: [UInt8]) {
    guard bytes.count == 4 || bytes.count == 16 else { return nil }
    let isMapped =
      bytes.count == 16 && bytes[..<10].allSatisfy { $0 == 0 } && bytes[10] == 255
      && bytes[11] == 255
    self.bytes = isMapped ? Array(bytes[12...]) : bytes
  }

  /// Reads dotted decimals, or the hexadecimal groups of RFC 4291 section 2.2.
  ///
  /// - Returns: nil for any other form; leading zeroes in decimals and zone names are refused.
  package init?(_ text: some StringProtocol) {
    guard text.utf8.count <= 45 else { return nil }
    let parsed = text.contains(":") ? Self.version6(String(text)) : Self.version4(text)
    guard let parsed else { return nil }
    self.init(bytes: parsed)
  }

  package var isLoopback: Bool {
    bytes.count == 4 ? bytes[0] == 127 : bytes.dropLast().allSatisfy { $0 == 0 } && bytes[15] == 1
  }

  private static func version4(_ text: some StringProtocol) -> [UInt8]? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var out: [UInt8] = []
    for part in parts {
      guard (1...3).contains(part.utf8.count), part.utf8.allSatisfy({ (48...57).contains($0) }),
        part.utf8.count == 1 || part.utf8.first != 48, let value = UInt8(part)
      else { return nil }
      out.append(value)
    }
    return out
  }

  private static func version6(_ text: String) -> [UInt8]? {
    var halves: [Substring] = []
    var rest = text[...]
    if let gap = doubleColon(rest) {
      halves = [rest[..<gap], rest[rest.index(gap, offsetBy: 2)...]]
      if doubleColon(halves[1]) != nil || halves[1].first == ":" { return nil }
    } else {
      halves = [rest]
    }
    rest = ""
    guard let front = groups(halves[0], mayEndInVersion4: halves.count == 1) else { return nil }
    guard halves.count == 2 else { return front.count == 16 ? front : nil }
    guard let back = groups(halves[1], mayEndInVersion4: true), front.count + back.count <= 14
    else { return nil }
    return front + [UInt8](repeating: 0, count: 16 - front.count - back.count) + back
  }

  private static func doubleColon(_ text: Substring) -> String.Index? {
    text.indices.first { text[$0...].hasPrefix("::") }
  }

  private static func groups(_ text: Substring, mayEndInVersion4: Bool) -> [UInt8]? {
    guard !text.isEmpty else { return [] }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count <= 8 else { return nil }
    var out: [UInt8] = []
    for (index, part) in parts.enumerated() {
      if part.contains(".") {
        guard mayEndInVersion4, index == parts.count - 1, let last = version4(part) else {
          return nil
        }
        out.append(contentsOf: last)
        continue
      }
      guard (1...4).contains(part.utf8.count), part.allSatisfy(\.isHexDigit),
        part.allSatisfy(\.isASCII), let value = UInt16(part, radix: 16)
      else { return nil }
      out.append(UInt8(value >> 8))
      out.append(UInt8(value & 255))
    }
    return out
  }
}

/// A range of addresses in CIDR notation: `10.0.0.0/8`, `2001:db8::/32`, or one address.
package struct Network: Sendable, Hashable {
  package let address: NetworkAddress
  package let prefixBitCount: Int

  /// - Returns: nil for any other form and when bits behind the prefix are set, which is a typing
  ///   error more often than a meaning.
  package init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let address = NetworkAddress(parts[0]) else { return nil }
    let bitCount = address.bytes.count * 8
    var prefix = bitCount
    if parts.count == 2 {
      guard (1...3).contains(parts[1].utf8.count),
        parts[1].utf8.allSatisfy({ (48...57).contains($0) }),
        parts[1].utf8.count == 1 || parts[1].utf8.first != 48, let value = Int(parts[1]),
        value <= bitCount
      else { return nil }
      prefix = value
    }
    for bit in prefix..<bitCount where address.bytes[bit / 8] >> UInt8(7 - bit % 8) & 1 == 1 {
      return nil
    }
    self.address = address
    prefixBitCount = prefix
  }

  package func contains(_ other: NetworkAddress) -> Bool {
    guard other.bytes.count == address.bytes.count else { return false }
    let whole = prefixBitCount / 8
    guard other.bytes[..<whole] == address.bytes[..<whole] else { return false }
    let rest = prefixBitCount % 8
    guard rest > 0 else { return true }
    return (other.bytes[whole] ^ address.bytes[whole]) >> UInt8(8 - rest) == 0
  }
}

/// Where a connection comes from.
package enum Peer: Sendable, Hashable {
  /// A Unix socket of this machine: stands where loopback stands.
  case local
  case address(NetworkAddress)
  /// Nobody says where from: within no network.
  case unknown

  /// True when `networks` is empty or one of them holds this peer.
  package func isWithin(_ networks: [Network]) -> Bool {
    guard !networks.isEmpty else { return true }
    switch self {
    case .local: return networks.contains { $0.address.isLoopback }
    case .address(let address): return networks.contains { $0.contains(address) }
    case .unknown: return false
    }
  }
}
