/// Takes an archive in pieces and gives its files one after the other.
struct TarReader: Sendable {
  /// A file as found. `isExact` is false when header or padding are not what the writer makes.
  struct File: Sendable {
    let path: String
    let modifiedAt: Int
    let isExact: Bool
    let bytes: [UInt8]
  }
  enum Ending: Sendable, Equatable {
    /// Two zero blocks and nothing after them.
    case complete
    /// The archive ends early, a size cannot be read, or something stands where it must not.
    case broken(String)
  }

  private enum State: Sendable {
    /// Between files. May become `file`, `ending` or `broken`.
    case header
    /// Inside a file. May become `header`.
    case file(TarHeader, isExact: Bool)
    /// After the first zero block: nothing but the second one may follow.
    case ending
    /// Terminal: the rest cannot be read.
    case broken(String)
  }
  private var state = State.header
  private static let zeroes = [UInt8](repeating: 0, count: TarHeader.byteCount)
  private var buffer: [UInt8] = []
  private var at = 0

  mutating func take(_ bytes: some Collection<UInt8>) { buffer.append(contentsOf: bytes) }

  /// - Returns: nil when more bytes are needed for the next file, or there is none.
  mutating func next() -> File? {
    while true {
      switch state {
      case .ending, .broken: return nil
      case .header:
        guard buffer.count - at >= TarHeader.byteCount else { return nil }
        let block = buffer[at..<at + TarHeader.byteCount]
        if block.first == 0, block.elementsEqual(Self.zeroes) {
          state = .ending
          return nil
        }
        guard let (header, isExact) = TarHeader.read(block) else {
          state = .broken("the size of a file cannot be read")
          return nil
        }
        at += TarHeader.byteCount
        state = .file(header, isExact: isExact)
      case .file(let header, let isExact):
        let whole = header.fileByteCount + header.padding
        guard buffer.count - at >= whole else { return nil }
        let end = at + header.fileByteCount
        let file = File(
          path: header.path, modifiedAt: header.modifiedAt,
          isExact: isExact && buffer[end..<at + whole].allSatisfy { $0 == 0 },
          bytes: Array(buffer[at..<end]))
        at += whole
        drop()
        state = .header
        return file
      }
    }
  }

  /// Frees what was read once it is large.
  private mutating func drop() {
    guard at > 1 << 20 else { return }
    buffer.removeFirst(at)
    at = 0
  }

  /// How the archive ended, when all of it was taken.
  func ending() -> Ending {
    switch state {
    case .header: return .broken("the archive ends where a file is expected")
    case .file(let header, _): return .broken("the archive ends inside \(header.path)")
    case .broken(let reason): return .broken(reason)
    case .ending:
      let rest = buffer[at...]
      guard rest.count == 2 * TarHeader.byteCount, rest.allSatisfy({ $0 == 0 }) else {
        return .broken("the end of the archive is not two blocks of zeroes")
      }
      return .complete
    }
  }
}
