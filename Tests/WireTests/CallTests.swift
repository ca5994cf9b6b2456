import Bytes
import Testing

@testable import Wire  // Frames are counted and read.

/// Client machine against server machine; with a seed the bytes travel in random pieces.
struct CallTests {
  static let seeds: [UInt64] = Array(1...12)

  @Test func unaryIsOneFrameEachWay() throws {
    var pipe = Pipe.open()
    let stream = opened(pipe.client.open(header: [7, 7], message: [1, 2, 3], isLast: true))
    #expect(stream == 1)
    pipe.drainClient()
    let sent = frames(pipe.toServer)
    #expect(sent.map(\.header.type) == [.call])
    #expect(sent[0].body == [0, 0, 0, 2, 7, 7, 1, 2, 3])
    pipe.settle()
    let call = try #require(pipe.takeServerEvents().calls.first)
    #expect(call.stream == 1 && call.isLast && call.header.array == [7, 7])
    #expect(call.first?.payload.array == [1, 2, 3])
    #expect(pipe.server.finish(1, message: [4, 5]) == .accepted)
    #expect(pipe.server.callsInFlight == 0)
    pipe.drainServer()
    let answer = frames(pipe.toClient)
    #expect(answer.map(\.header.type) == [.status])
    #expect(answer[0].body == [0, 0, 0, 0, 4, 5])
    pipe.settle()
    let end = try #require(pipe.takeClientEvents().finished[1])
    #expect(end.status == [] && end.message == [4, 5])
    #expect(pipe.client.callsInFlight == 0)
  }

  @Test func refusedWithoutMessage() throws {
    var pipe = Pipe.open()
    let stream = opened(pipe.client.open(header: [7], message: [], isLast: true))
    pipe.settle()
    let call = try #require(pipe.takeServerEvents().calls.first)
    #expect(call.first?.payload.array == [] && call.isLast)
    pipe.server.finish(stream, status: [8, 9])
    pipe.settle()
    let end = try #require(pipe.takeClientEvents().finished[stream])
    #expect(end.status == [8, 9] && end.message == nil)
  }

  /// Many unary calls at once with sizes around every border, answered in random order.
  @Test(arguments: seeds) func unaryInPieces(seed: UInt64) {
    print("seed \(seed)")
    var random = Seeded(seed)
    var pipe = Pipe.open(seed: seed)
    let sizes = [0, 1, 15, 16, 1000, 65_535, 65_536, 65_537, 262_127, 262_128, 262_129, 1 << 20]
    var sent: [StreamID: [UInt8]] = [:]
    for size in sizes {
      let message = random.bytes(size)
      let stream = opened(pipe.client.open(header: [1], message: message, isLast: true))
      sent[stream] = message
    }
    pipe.settle()
    var received: [StreamID: [UInt8]] = [:]
    for event in pipe.takeServerEvents() {
      switch event {
      case .opened(let call): received[call.stream] = call.first?.payload.array
      case .message(let message): received[message.stream] = message.payload.array
      default: Issue.record("\(event)")
      }
    }
    #expect(received == sent)
    for stream in sent.keys.sorted().shuffled(using: &random) {
      #expect(pipe.server.finish(stream, status: [5], message: sent[stream] ?? []) == .accepted)
    }
    pipe.settle()
    let events = pipe.takeClientEvents()
    let ends = events.finished
    var replies: [StreamID: [UInt8]] = [:]
    for message in events.messages { replies[message.stream] = message.payload.array }
    for (stream, message) in sent {
      #expect(ends[stream]?.status == [5])
      #expect((ends[stream]?.message ?? replies[stream]) == message)
    }
    #expect(pipe.client.callsInFlight == 0 && pipe.server.callsInFlight == 0)
  }

  /// One side sends many messages, obeying `paused`; the other gives credit back as it reads.
  @Test(arguments: seeds) func clientStreaming(seed: UInt64) {
    print("seed \(seed)")
    var random = Seeded(seed)
    var pipe = Pipe.open(seed: seed)
    let stream = opened(pipe.client.open(header: [1], message: nil, isLast: false))
    let messages = (0..<60).map { _ in
      random.bytes(Int.random(in: 0...60_000, using: &random))
    }
    var next = 0
    var isPaused = false
    var received: [[UInt8]] = []
    var isDone = false
    while !isDone {
      while next < messages.count, !isPaused {
        let sending = pipe.client.send(
          messages[next], on: stream, isLast: next == messages.count - 1)
        #expect(sending == .accepted || sending == .paused)
        isPaused = sending == .paused
        next += 1
      }
      guard pipe.step() else {
        Issue.record("the stream came to a stop after \(received.count) messages")
        return
      }
      if pipe.toServer.isEmpty, pipe.toClient.isEmpty, received.count == messages.count { break }
      for event in pipe.takeServerEvents() {
        guard case .message(let message) = event else { continue }
        received.append(message.payload.array)
        pipe.server.giveBack(message.credit, on: stream)
        isDone = message.isLast
      }
      for event in pipe.takeClientEvents() where event == .canSend(stream) { isPaused = false }
    }
    #expect(received == messages)
    pipe.server.finish(stream, status: [3])
    pipe.settle()
    #expect(pipe.takeClientEvents().finished[stream]?.status == [3])
  }

  @Test(arguments: seeds) func serverStreaming(seed: UInt64) {
    print("seed \(seed)")
    var random = Seeded(seed)
    var pipe = Pipe.open(seed: seed)
    let stream = opened(pipe.client.open(header: [1], message: [2], isLast: true))
    while pipe.takeServerEvents().calls.isEmpty { _ = pipe.step() }
    let messages = (0..<60).map { _ in
      random.bytes(Int.random(in: 0...60_000, using: &random))
    }
    var next = 0
    var isPaused = false
    var received: [[UInt8]] = []
    var end: [UInt8]?
    while end == nil {
      while next < messages.count, !isPaused {
        let sending = pipe.server.send(messages[next], on: stream)
        #expect(sending == .accepted || sending == .paused)
        isPaused = sending == .paused
        next += 1
        // The end waits behind what is queued.
        if next == messages.count { pipe.server.finish(stream, status: [3]) }
      }
      guard pipe.step() else {
        Issue.record("the stream came to a stop after \(received.count) messages")
        return
      }
      for event in pipe.takeServerEvents() where event == .canSend(stream) { isPaused = false }
      for event in pipe.takeClientEvents() {
        if case .message(let message) = event {
          received.append(message.payload.array)
          pipe.client.giveBack(message.credit, on: stream)
        }
        if case .finished(_, let status, let message) = event {
          if let message { received.append(message.array) }
          end = status.array
        }
      }
    }
    #expect(received == messages)
    #expect(end == [3])
  }

  /// Echo: several streams, both ways at once.
  @Test(arguments: seeds) func bidirectional(seed: UInt64) {
    print("seed \(seed)")
    var random = Seeded(seed)
    var pipe = Pipe.open(seed: seed)
    let streams = (0..<4).map { _ in
      opened(pipe.client.open(header: [1], message: nil, isLast: false))
    }
    var sent: [StreamID: [[UInt8]]] = [:]
    var echoed: [StreamID: [[UInt8]]] = [:]
    var open = Set(streams)
    var paused: Set<StreamID> = []
    var owed: [StreamID: [[UInt8]]] = [:]
    var blocked: Set<StreamID> = []
    var halfClosed: Set<StreamID> = []
    while !open.isEmpty {
      for stream in streams where !paused.contains(stream) && sent[stream, default: []].count < 20 {
        let message = random.bytes(Int.random(in: 0...30_000, using: &random))
        if pipe.client.send(message, on: stream) == .paused { paused.insert(stream) }
        sent[stream, default: []].append(message)
        if sent[stream]?.count == 20 { pipe.client.finishSending(on: stream) }
      }
      guard pipe.step() else {
        Issue.record("came to a stop; open: \(open.sorted())")
        return
      }
      for event in pipe.takeServerEvents() {
        switch event {
        case .message(let message):
          owed[message.stream, default: []].append(message.payload.array)
          pipe.server.giveBack(message.credit, on: message.stream)
          if message.isLast { halfClosed.insert(message.stream) }
        case .halfClosed(let stream): halfClosed.insert(stream)
        case .canSend(let stream): blocked.remove(stream)
        default: break
        }
      }
      for stream in streams {
        while !blocked.contains(stream), let message = owed[stream]?.first {
          owed[stream]?.removeFirst()
          if pipe.server.send(message, on: stream) == .paused { blocked.insert(stream) }
        }
        if halfClosed.contains(stream), owed[stream]?.isEmpty != false {
          halfClosed.remove(stream)
          pipe.server.finish(stream, status: [UInt8(stream)])
        }
      }
      for event in pipe.takeClientEvents() {
        switch event {
        case .message(let message):
          echoed[message.stream, default: []].append(message.payload.array)
          pipe.client.giveBack(message.credit, on: message.stream)
        case .canSend(let stream): paused.remove(stream)
        case .finished(let stream, let status, let message):
          if let message { echoed[stream, default: []].append(message.array) }
          #expect(status.array == [UInt8(stream)])
          open.remove(stream)
        default: break
        }
      }
    }
    #expect(echoed == sent)
  }

  @Test func messageIsWrittenInPlace() {
    struct Refused: Error {}
    var pipe = Pipe.open()
    let stream = opened(pipe.client.open(header: [1], message: [2], isLast: true))
    pipe.settle()
    var wasRefused = false
    do throws(Refused) {
      _ = try pipe.server.finish(stream, byteCount: 4) { out throws(Refused) in
        out.append(1)
        throw Refused()
      }
    } catch { wasRefused = true }
    #expect(wasRefused)
    // Nothing half-written: the call is still open and can end otherwise.
    #expect(!pipe.server.hasOutput && pipe.server.callsInFlight == 1)
    let sending = pipe.server.finish(stream, byteCount: 2) { out in
      out.append(6)
      out.append(7)
    }
    #expect(sending == .accepted)
    pipe.settle()
    #expect(pipe.takeClientEvents().finished[stream]?.message == [6, 7])
  }
}
