import Foundation
import TestKit
import Testing
import World

// The process is made as the supervisor makes PostgreSQL.
@testable import Postgres

@Suite struct ClusterProcessTests {
  @Test func statusesAreThoseOfShells() async throws {
    let directory = try TemporaryDirectory.make()
    for (script, status) in [("exit 0", 0), ("exit 7", 7), ("kill -9 $$", 137)] {
      let process = try await ClusterProcess.spawn(
        ["/bin/sh", "-c", script], log: directory + "/log")
      #expect(await process.ended() == Int32(status))
      #expect(process.status == Int32(status))
    }
    await #expect(throws: ClusterFailure.spawn(program: "/nowhere", errno: ENOENT)) {
      _ = try await ClusterProcess.spawn(["/nowhere"], log: directory + "/log")
    }
  }

  @Test func childHasNeitherOurDescriptorsNorOurSignalMask() async throws {
    let directory = try TemporaryDirectory.make()
    // Not closed on exec, as a careless library would leave it.
    let careless = open("/etc/hostname", O_RDONLY)
    defer { close(careless) }
    let process = try await ClusterProcess.spawn(
      ["/bin/sh", "-c", "ls /proc/self/fd; grep SigBlk /proc/self/status"],
      log: directory + "/log")
    #expect(await process.ended() == 0)
    let log = try String(contentsOfFile: directory + "/log", encoding: .utf8)
    // 3 is the directory that ls reads.
    #expect(log == "0\n1\n2\n3\nSigBlk:\t0000000000000000\n")
  }
}
