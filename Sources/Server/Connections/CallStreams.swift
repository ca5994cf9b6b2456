import Calls
import Contract
import DequeModule
import Reactor
import Wire

/// The messages of one call's client.
struct CallSource: MessageSource {
  let driver: ConnectionDriver
  let call: RunningCall

  func next() async throws(Refusal) -> [UInt8]? {
    try await driver.home.take(call, of: driver).get()
  }

  func progressed() {
    driver.home.shard.run { driver.extend(call) }
  }
}

/// The messages to one call's client.
struct CallSink: MessageSink {
  let driver: ConnectionDriver
  let call: RunningCall

  func send(_ message: [UInt8]) async throws(Refusal) {
    if let refusal = await driver.home.send(message, on: call, of: driver) { throw refusal }
  }
}

extension ShardHome {
  fileprivate func take(
    _ call: RunningCall, of driver: ConnectionDriver
  ) async -> Result<[UInt8]?, Refusal> {
    while true {
      if let failure = call.failure { return .failure(failure) }
      if let refusal = await driver.standing(for: call) { return .failure(refusal) }
      // It may have failed meanwhile, with nobody to wake: from here on nothing is awaited.
      if let failure = call.failure { return .failure(failure) }
      if let message = call.received.popFirst() { return .success(driver.taken(message)) }
      if call.isInputOver { return .success(nil) }
      await withCheckedContinuation { call.inputWaiter = $0 }
    }
  }

  fileprivate func send(
    _ message: [UInt8], on call: RunningCall, of driver: ConnectionDriver
  ) async -> Refusal? {
    while true {
      if let failure = call.failure { return failure }
      if let refusal = await driver.standing(for: call) { return refusal }
      if let failure = call.failure { return failure }
      switch driver.send(message, on: call) {
      case .accepted: return nil
      case .paused:
        await withCheckedContinuation { call.outputWaiter = $0 }
        return call.failure
      case .full: await withCheckedContinuation { call.outputWaiter = $0 }
      case .tooLarge:
        return Refusal(
          .resourceExhausted, .messageTooLarge, "a message is larger than the client accepts")
      case .gone: return Refusal(.cancelled, .callCancelled, "the call was cancelled")
      }
    }
  }
}
