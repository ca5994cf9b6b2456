extension RawSpan {
  /// The big-endian integer at `offset`, in bytes from the start.
  ///
  /// - Returns: nil when fewer bytes than the integer needs remain.
  package func bigEndian<I: FixedWidthInteger & BitwiseCopyable>(
    _: I.Type = I.self, at offset: Int
  ) -> I? {
    precondition(offset >= 0)
    guard byteCount - offset >= MemoryLayout<I>.size else { return nil }
    return I(bigEndian: unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: I.self))
  }

  /// A copy of all bytes.
  package var array: [UInt8] {
    unsafe withUnsafeBytes { buffer in unsafe [UInt8](buffer) }
  }
}

extension [UInt8] {
  /// Appends an integer, most significant byte first.
  package mutating func append<I: FixedWidthInteger & BitwiseCopyable>(bigEndian value: I) {
    unsafe Swift.withUnsafeBytes(of: value.bigEndian) { bytes in unsafe append(contentsOf: bytes) }
  }

  /// Appends a copy of `bytes`.
  package mutating func append(_ bytes: RawSpan) {
    unsafe bytes.withUnsafeBytes { buffer in unsafe append(contentsOf: buffer) }
  }

  /// Writes an integer over the bytes at `offset`, most significant byte first.
  package mutating func overwrite<I: FixedWidthInteger & BitwiseCopyable>(
    bigEndian value: I, at offset: Int
  ) {
    precondition(offset >= 0 && offset + MemoryLayout<I>.size <= count, "overwrite outside")
    unsafe withUnsafeMutableBytes { buffer in
      unsafe buffer.storeBytes(of: value.bigEndian, toByteOffset: offset, as: I.self)
    }
  }
}
