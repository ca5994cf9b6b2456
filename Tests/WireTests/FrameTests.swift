import Bytes
import Testing

@testable import Wire  // FrameReader stays inside.

struct FrameTests {
  private let sample = frame(.message, .end, stream: 0x0102_0305, [1, 2, 3])

  @Test func layoutIsTheSpecified() {
    #expect(sample == [0, 0, 0, 3, 3, 4, 0, 0, 1, 2, 3, 5, 1, 2, 3])
  }

  @Test func everyPrefixAsksForMore() throws {
    for count in 0..<FrameHeader.byteCount {
      let prefix = Array(sample.prefix(count))
      #expect(try FrameHeader.parse(prefix.span.bytes, bodyByteCountMax: 100) == nil)
    }
    for cut in 0...sample.count {
      var reader = FrameReader()
      var bodies: [[UInt8]] = []
      for part in [sample[..<cut], sample[cut...]] {
        let part = Array(part)
        try reader.feed(part.span.bytes, bodyByteCountMax: 100, now: 7) { _, body in
          bodies.append(body.array)
        }
      }
      #expect(bodies == [[1, 2, 3]])
      #expect(reader.startedAt == nil && reader.partialByteCount == 0, "cut at \(cut)")
    }
  }

  @Test func everyOneByteChangeIsReadOrRefused() throws {
    for index in 0..<FrameHeader.byteCount {
      for value in UInt8.min...UInt8.max where value != sample[index] {
        var changed = sample
        changed[index] = value
        do {
          let header = try FrameHeader.parse(changed.span.bytes, bodyByteCountMax: 100)
          var written: [UInt8] = []
          header?.write(to: &written)
          #expect(written == Array(changed.prefix(12)), "read as something else: \(changed)")
        } catch {
          #expect(error.code == .protocolError || error.code == .frameTooLarge)
        }
      }
    }
  }

  @Test func refusals() {
    func code(_ bytes: [UInt8], max: Int = 100) -> CloseCode? {
      do throws(ProtocolError) {
        _ = try FrameHeader.parse(bytes.span.bytes, bodyByteCountMax: max)
        return nil
      } catch { return error.code }
    }
    #expect(code([0, 0, 0, 100, 3, 0, 0, 0, 0, 0, 0, 1]) == nil)
    #expect(code([0, 0, 0, 101, 3, 0, 0, 0, 0, 0, 0, 1]) == .frameTooLarge)
    #expect(code([255, 255, 255, 255, 3, 0, 0, 0, 0, 0, 0, 1]) == .frameTooLarge)
    #expect(code([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]) == .protocolError, "type 0")
    #expect(code([0, 0, 0, 0, 11, 0, 0, 0, 0, 0, 0, 1]) == .protocolError, "type 11")
    #expect(code([0, 0, 0, 0, 3, 2, 0, 0, 0, 0, 0, 1]) == .protocolError, "compressed")
    #expect(code([0, 0, 0, 0, 3, 8, 0, 0, 0, 0, 0, 1]) == .protocolError, "inside a MESSAGE")
    #expect(code([0, 0, 0, 0, 3, 16, 0, 0, 0, 0, 0, 1]) == .protocolError, "unknown flag")
    #expect(code([0, 0, 0, 0, 3, 0, 1, 0, 0, 0, 0, 1]) == .protocolError, "reserved")
    #expect(code([0, 0, 0, 0, 3, 0, 0, 1, 0, 0, 0, 1]) == .protocolError, "reserved")
    #expect(code([0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0]) == .protocolError, "MESSAGE on 0")
    #expect(code([0, 0, 0, 8, 8, 0, 0, 0, 0, 0, 0, 1]) == .protocolError, "PING on 1")
    #expect(code([0, 0, 0, 4, 7, 0, 0, 0, 0, 0, 0, 0]) == nil, "WINDOW on 0")
    #expect(code([0, 0, 0, 4, 7, 0, 0, 0, 0, 0, 0, 1]) == nil, "WINDOW on 1")
  }

  @Test func goAwayReadsBack() throws {
    let sent = GoAway(lastStream: 7, code: .idle, text: String(repeating: "é", count: 2000))
    var out: [UInt8] = []
    sent.write(to: &out)
    #expect(out.count == 12 + GoAway.bodyByteCountMax)
    let back = try GoAway(parsing: Array(out.dropFirst(12)))
    #expect(back.lastStream == 7 && back.code == .idle && back.text.utf8.count <= 1026)
    for count in 0..<8 {
      #expect(throws: ProtocolError.self) {
        try GoAway(parsing: Array(out[12..<(12 + count)]))
      }
    }
  }
}

struct PrefaceTests {
  private func verdict(_ bytes: [UInt8]) -> Preface.Verdict { Preface.judge(bytes.span.bytes) }

  @Test func accepted() {
    #expect(Preface.bytes == [0x54, 0x41, 0x4C, 0x4C, 0x59, 0x2F, 0, 1])
    #expect(verdict(Preface.bytes) == .accepted)
    for count in 1..<8 { #expect(verdict(Array(Preface.bytes.prefix(count))) == .incomplete) }
  }

  @Test func everyOneByteChangeIsRefused() {
    for index in 0..<8 {
      for value in UInt8.min...UInt8.max where value != Preface.bytes[index] {
        var changed = Preface.bytes
        changed[index] = value
        let found = verdict(changed)
        #expect(found != .accepted && found != .incomplete, "\(changed)")
        if index >= 6 {
          #expect(found == .otherVersion(UInt16(changed[6]) << 8 | UInt16(changed[7])))
        }
      }
    }
  }

  @Test(arguments: ["GET / HT", "POST /x ", "PRI * HT", "TRACE / ", "TALK / H", "G"])
  func http(_ text: String) { #expect(verdict(Array(text.utf8)) == .http) }

  @Test func tlsAndOthers() {
    #expect(verdict([0x16]) == .tls)
    #expect(verdict([0x16, 3, 1, 2, 0, 1, 0, 1]) == .tls)
    #expect(verdict([0]) == .unknown)
    #expect(verdict(Array("SSH-2.0-".utf8)) == .unknown)
  }

  @Test func serverAnswersEachInItsLanguage() {
    func answer(_ bytes: [UInt8]) -> (output: [UInt8], error: ProtocolError?) {
      var pipe = Pipe()
      pipe.inject(bytes)
      var output: [UInt8] = []
      pipe.server.takeOutput(into: &output)
      #expect(!pipe.server.isFinished)
      pipe.server.wrote(output.count, now: pipe.now)
      #expect(pipe.server.isFinished)
      return (output, pipe.serverEvents.failure)
    }
    let http = answer(Array("GET / HTTP/1.1\r\n\r\n".utf8))
    #expect(http.error?.code == .badPreface)
    #expect(String(decoding: http.output, as: UTF8.self).hasPrefix("HTTP/1.1 400 "))
    let tls = answer([0x16, 3, 1, 2, 0])
    #expect(tls.output == [0x15, 3, 1, 0, 2, 2, 0x46])
    let version = answer(Array("TALLY/".utf8) + [0, 9])
    #expect(version.error?.code == .versionUnsupported)
    #expect(version.output.starts(with: Preface.bytes))
    #expect(frames(Array(version.output.dropFirst(8))).map(\.header.type) == [.goAway])
    let noise = answer([1, 2, 3])
    #expect(noise.error?.code == .badPreface)
    #expect(frames(Array(noise.output.dropFirst(8))).map(\.header.type) == [.goAway])
  }

  @Test func clientRefusesAnotherServer() {
    for (bytes, code) in [
      (Array("HTTP/1.1".utf8), CloseCode.badPreface),
      (Array("TALLY/".utf8) + [0, 2], .versionUnsupported),
    ] {
      var client = ClientConnection(hello: [], now: 0)
      client.receive(bytes, now: 0)
      guard case .closed(.failed(let error)) = client.nextEvent() else {
        Issue.record("not refused")
        continue
      }
      #expect(error.code == code)
    }
  }
}
