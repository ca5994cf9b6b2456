import Glibc

extension World {
  /// The bytes of a time zone's file (RFC 9636), such as `Asia/Taipei`.
  ///
  /// - Returns: nil when the name is no zone name, or the machine has no such zone.
  package func zoneFile(_ name: String) -> [UInt8]? {
    guard Self.isZoneName(name) else { return nil }
    let descriptor = unsafe open("/usr/share/zoneinfo/" + name, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: Limits.zoneFileByteCountMax + 1)
    var filled = 0
    while filled < bytes.count {
      let got = unsafe bytes.withUnsafeMutableBytes { buffer in
        unsafe read(
          descriptor, buffer.baseAddress.map { unsafe $0 + filled }, buffer.count - filled)
      }
      if got == 0 { break }
      if got > 0 { filled += got } else if errno != EINTR { return nil }
    }
    guard filled <= Limits.zoneFileByteCountMax, bytes.starts(with: [0x54, 0x5A, 0x69, 0x66])
    else { return nil }
    return Array(bytes.prefix(filled))
  }

  /// True for one to three parts of letters, digits, `_`, `+`, `-`: nothing that could leave the
  /// directory of zones.
  static func isZoneName(_ name: String) -> Bool {
    guard (1...Limits.zoneNameByteCountMax).contains(name.utf8.count) else { return false }
    let parts = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    return parts.count <= 3
      && parts.allSatisfy { part in
        !part.isEmpty
          && part.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
              UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "+"),
              UInt8(ascii: "-"):
              true
            default: false
            }
          }
      }
  }
}
