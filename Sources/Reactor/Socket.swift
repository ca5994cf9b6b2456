import Glibc

/// A socket's descriptor, closed when the last holder lets go of it.
///
/// A Dispatch source's cancel handler holds it, so that no descriptor is closed, and its number
/// given away, while a source still watches it.
package final class Socket: Sendable {
  package let descriptor: Int32
  private let released: (@Sendable () -> Void)?

  /// Takes over a descriptor; `released` is called after it has been closed.
  package init(adopting descriptor: Int32, released: (@Sendable () -> Void)? = nil) {
    precondition(descriptor >= 0, "no descriptor")
    self.descriptor = descriptor
    self.released = released
  }

  deinit {
    let status = Glibc.close(descriptor)
    precondition(status == 0 || errno != EBADF, "\(descriptor) was closed by somebody else")
    released?()
  }

  /// Two connected Unix sockets, non-blocking.
  package static func pair() throws(ReactorFailure) -> (Socket, Socket) {
    var descriptors: [Int32] = [-1, -1]
    let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
    guard unsafe socketpair(AF_UNIX, kind, 0, &descriptors) == 0 else {
      throw ReactorFailure(.system(call: "socketpair", error: errno), .unix(path: "pair"))
    }
    return (Socket(adopting: descriptors[0]), Socket(adopting: descriptors[1]))
  }

  /// A fresh non-blocking socket for an address.
  static func make(family: Int32, for endpoint: Endpoint) throws(ReactorFailure) -> Socket {
    let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
    let descriptor = socket(family, kind, 0)
    guard descriptor >= 0 else {
      throw ReactorFailure(.system(call: "socket", error: errno), endpoint)
    }
    return Socket(adopting: descriptor)
  }

  /// Sets an option to 1; one which the kind of socket does not have is passed over.
  func enable(_ option: Int32, level: Int32) {
    var one: Int32 = 1
    _ = unsafe setsockopt(descriptor, level, option, &one, socklen_t(MemoryLayout<Int32>.size))
  }

  /// The error of a connection attempt which has ended; 0 when it succeeded.
  func pendingError() -> Int32 {
    var error: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    let status = unsafe getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length)
    return status == 0 ? error : errno
  }

  /// The other end.
  func peer() -> Peer {
    guard let address = SocketAddress(peerOf: descriptor) else { return .unknown }
    switch address.family {
    case AF_UNIX: return processPeer()
    default: return address.peer ?? .unknown
    }
  }

  private func processPeer() -> Peer {
    // struct ucred of <sys/socket.h>, which Swift does not import: pid, uid, gid.
    var credentials: [UInt32] = [0, 0, 0]
    var length = socklen_t(12)
    let status = unsafe getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &length)
    guard status == 0, length == 12 else { return .unknown }
    return .process(
      id: Int32(bitPattern: credentials[0]), user: credentials[1], group: credentials[2])
  }
}
