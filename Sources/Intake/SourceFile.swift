package import Bytes
import CZlib
import Crypto
import Glibc

/// A file read from front to back, inflated when it is gzip.
///
/// Owns its descriptor and its inflater until it is let go.
package struct SourceFile: ~Copyable {
  private let path: String
  private let descriptor: Int32
  private var hash = SHA256()
  private var inflater: Inflater?
  private var isFirstChunk = true
  private var isDone = false

  /// - Throws: `unreadable`.
  package init(path: String) throws(IntakeFailure) {
    self.path = path
    descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unreadable(path: path, errno: errno) }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// SHA-256 of a whole file as it lies on the disk: names the import of it.
  package static func digest(path: String) throws(IntakeFailure) -> Bytes::Digest {
    var file = try SourceFile(path: path)
    while try file.readRaw() != nil {}
    return file.digest
  }

  /// SHA-256 of all bytes read so far, before inflating.
  package var digest: Bytes::Digest {
    guard let digest = Bytes::Digest(bytes: hash.finalize()) else {
      preconditionFailure("SHA-256 of another length")
    }
    return digest
  }

  /// The next bytes of the content.
  ///
  /// - Returns: nil at the end.
  /// - Throws: `unreadable`, `compressionDamaged`, `tooLarge`.
  package mutating func next() throws(IntakeFailure) -> [UInt8]? {
    while !isDone {
      guard let raw = try readRaw() else {
        isDone = true
        if let inflater, !inflater.isAtEnd { throw .compressionDamaged }
        return nil
      }
      if isFirstChunk {
        isFirstChunk = false
        if raw.starts(with: [0x1F, 0x8B]) { inflater = try Inflater() }
      }
      guard let inflater else { return raw }
      let content = try inflater.inflated(raw)
      if !content.isEmpty { return content }
    }
    return nil
  }

  private mutating func readRaw() throws(IntakeFailure) -> [UInt8]? {
    var failure: Int32 = 0
    let chunk = unsafe [UInt8](unsafeUninitializedCapacity: Limits.chunkByteCount) {
      buffer, count in
      var got = unsafe read(descriptor, buffer.baseAddress, Limits.chunkByteCount)
      // A signal may interrupt a read before anything came; that is no end of the file.
      while got < 0 && errno == EINTR {
        got = unsafe read(descriptor, buffer.baseAddress, Limits.chunkByteCount)
      }
      if got < 0 { failure = errno }
      count = max(0, got)
    }
    guard failure == 0 else { throw .unreadable(path: path, errno: failure) }
    guard !chunk.isEmpty else { return nil }
    hash.update(data: chunk)
    return chunk
  }
}

/// Inflates gzip data, several members one after another included.
// Safe because the stream's memory is owned by this object, which is never shared.
@safe private final class Inflater {
  private let stream: UnsafeMutablePointer<z_stream>
  private var inflatedByteCount = 0
  /// True when a member has ended and no other has begun.
  private(set) var isAtEnd = false

  init() throws(IntakeFailure) {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    // 16 asks for the gzip format, 15 for the largest window.
    let status = unsafe inflateInit2_(
      stream, 16 + 15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else { throw .compressionDamaged }
  }

  // Safe because the stream was initialised by the only initialiser and is owned by this object.
  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  func inflated(_ input: [UInt8]) throws(IntakeFailure) -> [UInt8] {
    var input = input
    var output: [UInt8] = []
    var status = Z_OK
    let inputCount = input.count
    unsafe input.withUnsafeMutableBufferPointer { buffer in
      unsafe stream.pointee.next_in = buffer.baseAddress
      unsafe stream.pointee.avail_in = UInt32(inputCount)
      while unsafe status == Z_OK && stream.pointee.avail_in > 0 {
        if isAtEnd {
          unsafe inflateReset(stream)
          isAtEnd = false
        }
        status = drain(into: &output)
      }
    }
    guard status == Z_OK else { throw .compressionDamaged }
    inflatedByteCount += output.count
    guard inflatedByteCount <= Limits.inflatedByteCountMax else { throw .tooLarge }
    return output
  }

  /// Inflates what one buffer takes and appends it.
  private func drain(into output: inout [UInt8]) -> Int32 {
    var status = Z_OK
    repeat {
      var produced = 0
      let chunk = unsafe [UInt8](unsafeUninitializedCapacity: Limits.chunkByteCount) {
        buffer, count in
        unsafe stream.pointee.next_out = buffer.baseAddress
        unsafe stream.pointee.avail_out = UInt32(Limits.chunkByteCount)
        status = unsafe inflate(stream, Z_NO_FLUSH)
        produced = unsafe Limits.chunkByteCount - Int(stream.pointee.avail_out)
        count = produced
      }
      output.append(contentsOf: chunk)
      // More may wait inside whenever the buffer was filled.
      if produced < Limits.chunkByteCount { break }
    } while status == Z_OK
    if status == Z_STREAM_END {
      isAtEnd = true
      return Z_OK
    }
    return status == Z_BUF_ERROR ? Z_OK : status
  }
}
