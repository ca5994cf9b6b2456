import ArgumentParser
import Bytes
import Client
import Contract
import Ledger
import World

/// `tally bench verify`.
struct VerifyBench: RemoteCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Reads a ledger once, then hashes and verifies it in memory.",
    discussion: "Times are CPU time of this process; one thread works.")

  /// Entries held at once, with their leaves under a gigabyte.
  private static let entryCountMax: UInt64 = 1_000_000
  private static let secondsMax = 60
  private static let callTime = Duration.seconds(120)

  @Option(help: "CPU seconds for each of the two, 1 to 60.") var seconds = 2
  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var common: CommonOptions

  func run(_ server: Remote, _ io: Terminal) async throws(CommandFailure) {
    guard (1...Self.secondsMax).contains(seconds) else {
      throw .usage("--seconds is 1 to \(Self.secondsMax)")
    }
    let parts = try await parts(server)
    let leaves = parts.flatMap { part -> [[UInt8]] in
      guard case .chunk(let chunk) = part.part else { return [] }
      return chunk.leaves.map { Array($0) }
    }
    guard !leaves.isEmpty else { throw .failed("the ledger holds no entry") }
    var last = Hashing.emptyRoot
    let hashing = try repeated { () throws(CommandFailure) in
      for leaf in leaves { last = Hashing.leaf(leaf) }
    }
    let verifying = try repeated { () throws(CommandFailure) in
      var verification = LedgerVerification(of: .ledger, vkey: nil, io, isQuiet: true)
      for part in parts { try verification.take(part) }
      _ = try verification.finished()
    }
    try io.measured([
      ("entries", "\(leaves.count)"), ("leaf_bytes", "\(leaves.reduce(0) { $0 + $1.count })"),
      ("hash_passes", "\(hashing.passes)"), ("hash_cpu_us", "\(hashing.microseconds)"),
      ("verify_passes", "\(verifying.passes)"), ("verify_cpu_us", "\(verifying.microseconds)"),
      ("check", "\(last.bytes[0])"),
    ])
  }

  private func parts(_ server: Remote) async throws(CommandFailure) -> [Tally_V1_LedgerPart] {
    var replies = try await server.replies(
      of: Contract::Ledger.export, Tally_V1_LedgerExportRequest(), deadline: Self.callTime
    ).makeAsyncIterator()
    var parts: [Tally_V1_LedgerPart] = []
    do throws(CallFailure) {
      while let part = try await replies.next() {
        if case .head(let head) = part.part, head.size > Self.entryCountMax {
          throw CallFailure(
            method: Contract::Ledger.export.name, code: .outOfRange, reason: .fieldInvalid,
            message: "the ledger has more than \(Self.entryCountMax) entries")
        }
        parts.append(part)
      }
    } catch {
      throw .call(error)
    }
    return parts
  }

  /// Runs `body` until its CPU time is spent, at least once.
  private func repeated(
    _ body: () throws(CommandFailure) -> Void
  ) throws(CommandFailure) -> (passes: Int, microseconds: Int64) {
    let startedAt = Process.cpuMicroseconds
    var passes = 0
    while true {
      try body()
      passes += 1
      let spent = Process.cpuMicroseconds - startedAt
      if spent >= Int64(seconds) * 1_000_000 { return (passes, spent) }
    }
  }
}
