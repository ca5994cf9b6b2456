import Foundation
import Synchronization

/// A `tallyd` of its own process.
final class TallydProcess: Sendable {
  private struct State {
    var output = ""
    var waiter: CheckedContinuation<Bool, Never>?
  }
  private let process = Mutex<Process?>(nil)
  private let state = Mutex(State())
  private let errors = Pipe()
  let pid: Int32

  /// - Parameters:
  ///   - variables: the environment beside this process's own.
  ///   - keepsErrors: for a command which says little: `outcome` has it.
  init(
    _ arguments: [String], variables: [String: String] = [:], keepsErrors: Bool = false
  ) throws {
    let process = Process()
    let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
      .deletingLastPathComponent().appendingPathComponent("tallyd")
    if !FileManager.default.isExecutableFile(atPath: process.executableURL?.path ?? "") {
      process.executableURL = URL(fileURLWithPath: own).deletingLastPathComponent()
        .appendingPathComponent("tallyd")
    }
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(variables) { $1 }
    let pipe = Pipe()
    process.standardOutput = pipe
    if keepsErrors {
      process.standardError = errors
    } else {
      process.standardError = FileHandle.nullDevice
    }
    try process.run()
    pid = process.processIdentifier
    self.process.withLock { $0 = process }
    pipe.fileHandleForReading.readabilityHandler = { [self] handle in
      let data = handle.availableData
      let (waiter, isReady) = state.withLock { state in
        state.output += String(decoding: data, as: UTF8.self)
        let isReady = state.output.contains("READY")
        guard isReady || data.isEmpty else {
          return (nil as CheckedContinuation<Bool, Never>?, false)
        }
        defer { state.waiter = nil }
        return (state.waiter, isReady)
      }
      if data.isEmpty { handle.readabilityHandler = nil }
      waiter?.resume(returning: isReady)
    }
  }

  /// - Returns: false when it ended instead.
  func ready() async -> Bool {
    await withCheckedContinuation { continuation in
      let isReady = state.withLock { state in
        if state.output.contains("READY") { return true }
        state.waiter = continuation
        return false
      }
      if isReady { continuation.resume(returning: true) }
    }
  }

  func end(_ signal: Int32) -> Int32 {
    kill(pid, signal)
    let process = process.withLock { $0 }
    process?.waitUntilExit()
    return process?.terminationStatus ?? -1
  }

  /// Runs a command to its end.
  static func run(
    _ arguments: [String], variables: [String: String] = [:]
  ) throws -> (status: Int32, errors: String) {
    try TallydProcess(arguments, variables: variables, keepsErrors: true).outcome()
  }

  private func outcome() -> (status: Int32, errors: String) {
    let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let process = process.withLock { $0 }
    process?.waitUntilExit()
    return (process?.terminationStatus ?? -1, text)
  }
}
