/// The 512-byte header of a regular file in a POSIX ustar archive: mode 0644, user and group 0.
struct TarHeader: Sendable, Equatable {
  static let byteCount = 512

  let path: String
  let fileByteCount: Int
  /// POSIX seconds, the same for each file of an archive.
  let modifiedAt: Int

  /// Zero bytes which fill up the last block of the file.
  var padding: Int { (Self.byteCount - fileByteCount % Self.byteCount) % Self.byteCount }

  var bytes: [UInt8] {
    precondition(path.utf8.count <= ExtractLimits.pathByteCountMax)
    precondition(fileByteCount >= 0)
    var out = [UInt8](repeating: 0, count: Self.byteCount)
    func put(_ text: String, at offset: Int) {
      for (index, byte) in text.utf8.enumerated() { out[offset + index] = byte }
    }
    func octal(_ value: Int, _ width: Int) -> String {
      let digits = String(value, radix: 8)
      return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
    put(path, at: 0)
    put("0000644\0", at: 100)
    put("0000000\0", at: 108)
    put("0000000\0", at: 116)
    put(octal(fileByteCount, 11) + "\0", at: 124)
    put(octal(modifiedAt, 11) + "\0", at: 136)
    put("        ", at: 148)
    put("0", at: 156)
    put("ustar\0" + "00", at: 257)
    put("0000000\0", at: 329)
    put("0000000\0", at: 337)
    let sum = out.reduce(0) { $0 + Int($1) }
    put(octal(sum, 6) + "\0 ", at: 148)
    return out
  }

  /// What a header says, and whether it is exactly the one that `bytes` makes.
  ///
  /// - Returns: nil when its size field cannot be read, so that the next file cannot be found.
  static func read(_ bytes: ArraySlice<UInt8>) -> (header: TarHeader, isExact: Bool)? {
    let start = bytes.startIndex
    func number(_ offset: Int) -> Int? {
      let field = bytes[start + offset..<start + offset + 11]
      guard field.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0) }) else {
        return nil
      }
      return Int(String(decoding: field, as: UTF8.self), radix: 8)
    }
    guard let fileByteCount = number(124), fileByteCount <= ExtractLimits.fileByteCountMax else {
      return nil
    }
    let name = bytes[start..<start + 100].prefix { $0 != 0 }
    let header = TarHeader(
      path: String(decoding: name, as: UTF8.self), fileByteCount: fileByteCount,
      modifiedAt: number(136) ?? 0)
    guard header.path.utf8.count <= ExtractLimits.pathByteCountMax else {
      return (TarHeader(path: "", fileByteCount: fileByteCount, modifiedAt: 0), false)
    }
    return (header, header.bytes == Array(bytes))
  }
}
