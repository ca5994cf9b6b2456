import World

/// A bar on standard error; draws nothing when that is no terminal.
struct Progress {
  private static let width = 28
  /// Drawing more often than this costs more than the eye sees.
  private static let pauseNanoseconds: UInt64 = 100_000_000

  private let io: Terminal
  private let label: String
  private let startedAt: UInt64
  private var drawnAt: UInt64 = 0

  init(_ io: Terminal, _ label: String) {
    self.io = io
    self.label = io.say(label)
    startedAt = io.world.monotonicNow()
  }

  /// Seconds since the start.
  var seconds: Double { Double(io.world.monotonicNow() - startedAt) / 1e9 }

  func rate(_ count: Int) -> Int { seconds > 0 ? Int(Double(count) / seconds) : 0 }

  mutating func show(_ done: Int, of total: Int) {
    let now = io.world.monotonicNow()
    guard io.showsProgress, now - drawnAt > Self.pauseNanoseconds else { return }
    drawnAt = now
    let filled = total > 0 ? min(Self.width, Self.width * done / total) : 0
    let bar =
      String(repeating: "▇", count: filled) + String(repeating: "·", count: Self.width - filled)
    let share = total > 0 ? " \(min(100, 100 * done / total)) %" : ""
    Files.write(
      "\r\u{1B}[2K\(label) \(bar)\(share)  \(Money.grouped(Int64(done)))  "
        + "\(Money.grouped(Int64(rate(done))))/s", to: .standardError)
  }

  func clear() {
    if io.showsProgress && drawnAt > 0 { Files.write("\r\u{1B}[2K", to: .standardError) }
  }
}
