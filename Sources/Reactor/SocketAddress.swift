import Glibc

/// The bytes of a `sockaddr`, as the system's calls want them.
struct SocketAddress: Sendable, Equatable {
  /// Exactly as long as the address.
  private(set) var bytes: [UInt8]

  var family: Int32 {
    guard bytes.count >= 2 else { return AF_UNSPEC }
    return Int32(unsafe bytes.span.bytes.unsafeLoadUnaligned(as: sa_family_t.self))
  }

  /// The address of a Unix socket's path.
  init(unixPath path: String) throws(ReactorFailure) {
    let text = Array(path.utf8)
    guard text.count <= Limits.socketPathByteCountMax else {
      throw ReactorFailure(.pathTooLong(byteCount: text.count), .unix(path: path))
    }
    guard !text.isEmpty, !text.contains(0) else {
      throw ReactorFailure(.badAddress, .unix(path: path))
    }
    bytes = Self.native(UInt16(AF_UNIX)) + text + [0]
  }

  /// A numeric IPv4 or IPv6 address and a port.
  ///
  /// - Returns: nil when `host` is no numeric address.
  init?(numeric host: String, port: UInt16) {
    var v4 = in_addr()
    if unsafe inet_pton(AF_INET, host, &v4) == 1 {
      self.init(v4: unsafe withUnsafeBytes(of: v4) { unsafe Array($0) }, port: port)
      return
    }
    var v6 = in6_addr()
    guard unsafe inet_pton(AF_INET6, host, &v6) == 1 else { return nil }
    self.init(v6: unsafe withUnsafeBytes(of: v6) { unsafe Array($0) }, port: port)
  }

  private init(v4: [UInt8], port: UInt16) {
    // sockaddr_in: family, port and address in network order, 8 bytes of padding.
    bytes = Self.native(UInt16(AF_INET)) + Self.big(port) + v4 + [UInt8](repeating: 0, count: 8)
  }

  private init(v6: [UInt8], port: UInt16) {
    // sockaddr_in6: family, port, flow information, address, scope.
    let zeroes: [UInt8] = [0, 0, 0, 0]
    bytes = Self.native(UInt16(AF_INET6)) + Self.big(port) + zeroes + v6 + zeroes
  }

  /// The address of the other end of a connected socket.
  init?(peerOf descriptor: Int32) {
    unsafe self.init { unsafe getpeername(descriptor, $0, $1) }
  }

  /// The address a socket is bound to.
  init?(localOf descriptor: Int32) {
    unsafe self.init { unsafe getsockname(descriptor, $0, $1) }
  }

  private init?(
    _ ask: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32
  ) {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let status = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
      // Safe because sockaddr_storage is made to be seen as any sockaddr.
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        unsafe ask(address, &length)
      }
    }
    guard status == 0, length >= 2 else { return nil }
    bytes = unsafe withUnsafeBytes(of: storage) { raw in
      unsafe Array(raw.prefix(Int(length)))
    }
  }

  /// Calls `body` with the address as the system wants it.
  func withPointer<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
    var storage = sockaddr_storage()
    unsafe withUnsafeMutableBytes(of: &storage) { raw in
      unsafe raw.copyBytes(from: bytes.prefix(raw.count))
    }
    return unsafe withUnsafePointer(to: &storage) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        unsafe body(address, socklen_t(bytes.count))
      }
    }
  }

  /// The address and port; nil for a Unix socket.
  var peer: Peer? {
    guard let port else { return nil }
    switch family {
    case AF_INET where bytes.count >= 8: return .address(bytes: Array(bytes[4..<8]), port: port)
    case AF_INET6 where bytes.count >= 24:
      return .address(bytes: Array(bytes[8..<24]), port: port)
    default: return nil
    }
  }

  var port: UInt16? {
    guard family == AF_INET || family == AF_INET6, bytes.count >= 4 else { return nil }
    return UInt16(bytes[2]) << 8 | UInt16(bytes[3])
  }

  /// True for 127.0.0.0/8 and ::1, and for Unix sockets.
  var isLocal: Bool {
    switch peer {
    case .address(let bytes, _):
      bytes.count == 4 ? bytes[0] == 127 : bytes.dropLast().allSatisfy { $0 == 0 } && bytes[15] == 1
    case .process, .unknown, nil: family == AF_UNIX
    }
  }

  /// The addresses of a name. Blocks: never called on a shard.
  static func resolve(_ host: String, port: UInt16) -> [SocketAddress] {
    var hints = unsafe addrinfo()
    unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    guard unsafe getaddrinfo(host, String(port), &hints, &list) == 0 else { return [] }
    defer { unsafe freeaddrinfo(list) }
    var found: [SocketAddress] = []
    var next = unsafe list
    while let entry = unsafe next, found.count < Limits.addressesPerNameMax {
      if let address = unsafe entry.pointee.ai_addr {
        let raw = unsafe UnsafeRawBufferPointer(
          start: address, count: Int(entry.pointee.ai_addrlen))
        found.append(SocketAddress(copying: unsafe Array(raw)))
      }
      unsafe next = entry.pointee.ai_next
    }
    return found
  }

  private init(copying bytes: [UInt8]) { self.bytes = bytes }

  private static func native(_ value: UInt16) -> [UInt8] {
    unsafe withUnsafeBytes(of: value) { unsafe Array($0) }
  }
  private static func big(_ value: UInt16) -> [UInt8] {
    [UInt8(value >> 8), UInt8(truncatingIfNeeded: value)]
  }
}
