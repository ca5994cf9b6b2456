import Glibc
import Synchronization

/// Random bytes of the kernel, taken a few thousand at a time, since a system call for each
/// identifier would cost more than the identifier.
///
/// A byte is handed out once and erased here.
final class RandomPool: Sendable {
  private struct Stock {
    var bytes: [UInt8]
    var offset: Int
  }

  private let stock = Mutex(Stock(bytes: [], offset: 0))

  func take(_ byteCount: Int) -> [UInt8] {
    precondition(byteCount >= 0, "negative byte count")
    guard byteCount <= Limits.randomPoolByteCount / 4 else { return Self.fromKernel(byteCount) }
    return stock.withLock { stock in
      if stock.bytes.count - stock.offset < byteCount {
        stock.bytes = Self.fromKernel(Limits.randomPoolByteCount)
        stock.offset = 0
      }
      let range = stock.offset..<stock.offset + byteCount
      let taken = Array(stock.bytes[range])
      for index in range { stock.bytes[index] = 0 }
      stock.offset = range.upperBound
      return taken
    }
  }

  /// Source: getentropy(3): getrandom(2) in pieces of at most 256 bytes, blocks until the kernel's
  /// pool is ready, and then cannot fail.
  private static func fromKernel(_ byteCount: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: byteCount)
    // Safe because each piece ends within the array.
    unsafe bytes.withUnsafeMutableBytes { buffer in
      for offset in stride(from: 0, to: byteCount, by: 256) {
        guard let start = buffer.baseAddress else { continue }
        let status = unsafe getentropy(start + offset, min(256, byteCount - offset))
        precondition(status == 0, "no randomness")
      }
    }
    return bytes
  }
}
