import Extract
import Foundation
import Ledger
import Testing

/// Goal: verifiers which nobody here wrote accept our files. Method: an extract is unpacked by the
/// system's tar and handed to packages from PyPI; a damaged one must be refused by them. The extracts
/// of a server go the same way in `Tests/Scenarios/12-verifiers.scenario`.
@Suite struct InteropTests {
  private static var cache: String {
    ProcessInfo.processInfo.environment["TALLY_TEST_CACHE"] ?? NSTemporaryDirectory()
  }

  @Test(
    .enabled(
      if: ProcessInfo.processInfo.environment["TALLY_OFFLINE"] != "1",
      "left out: TALLY_OFFLINE is 1, and the verifiers come from PyPI"))
  func independentVerifiersAccept() throws {
    let sample = try SampleLedger(count: 700)
    let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Interop/verify_extract.py").path
    for (first, size) in [(nil, 700), (300, 700)] as [(Int?, Int)] {
      let folder = "\(Self.cache)/tally-interop-\(ProcessInfo.processInfo.globallyUniqueString)"
      try FileManager.default.createDirectory(
        atPath: "\(folder)/x", withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(atPath: folder) }
      let archive = try sample.extract(from: first, to: size)
      try Data(archive).write(to: URL(filePath: "\(folder)/extract.tar"))
      try Data(sample.log.text.utf8).write(to: URL(filePath: "\(folder)/vkey"))
      let unpacked = try run("tar", ["-xf", "\(folder)/extract.tar", "-C", "\(folder)/x"])
      try #require(unpacked.code == 0, "\(unpacked.output)")
      let accepted = try run("python3", [script, "\(folder)/x", "\(folder)/vkey"])
      #expect(accepted.code == 0, "\(accepted.output)")
      print(accepted.output)
      // Negative control: the same files with one entry changed.
      let bundle = URL(filePath: "\(folder)/x/tile/entries/002.p/188")
      var bytes = try Data(contentsOf: bundle)
      bytes[20] ^= 1
      try bytes.write(to: bundle)
      let refused = try run("python3", [script, "\(folder)/x", "\(folder)/vkey"])
      #expect(refused.code == 1, "\(refused.output)")
    }
  }

  /// Goal: the page of an extract accepts it, and refuses one in which any file was changed. Method:
  /// its script under Node.js, which `ops/setup` installs.
  @Test
  func pageVerifiesItsOwnExtract() throws {
    let sample = try SampleLedger(count: 700)
    let folder = "\(Self.cache)/tally-page-\(ProcessInfo.processInfo.globallyUniqueString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let archive = try sample.extract(from: 300, to: 700)
    let page = String(
      decoding: untar(archive).first { $0.path == "index.html" }!.bytes, as: UTF8.self)
    let script = try #require(
      page.split(separator: "<script>").last?.split(separator: "</script>").first)
    let harness = """
      // A browser has it; Node.js before version 19 wants to be asked.
      globalThis.crypto ??= require('crypto').webcrypto;
      \(script)
      (async () => {
        const archive = require('fs').readFileSync(process.argv[2]);
        const vkey = process.argv[3];
        const judge = async bytes => {
          try { return (await verifyExtract(bytes, vkey)).findings; }
          catch (error) { return [error.message]; }
        };
        console.log(JSON.stringify(await verifyExtract(new Uint8Array(archive), vkey)));
        const wrong = [];
        for (let at = 512; at < archive.length - 1024; at += 4099) {
          const changed = new Uint8Array(archive);
          changed[at] ^= 1;
          // Padding is the offline verifier's to find.
          if (archive[at] !== 0 && (await judge(changed)).length === 0) wrong.push(at);
        }
        console.log(JSON.stringify(wrong));
      })();
      """
    try harness.write(toFile: "\(folder)/page.js", atomically: true, encoding: .utf8)
    try Data(archive).write(to: URL(filePath: "\(folder)/extract.tar"))
    let done = try run(
      "node", ["--no-warnings", "\(folder)/page.js", "\(folder)/extract.tar", sample.log.text])
    let lines = done.output.split(separator: "\n")
    try #require(lines.count == 2, "\(done.output)")
    #expect(lines[0].contains("\"findings\":[]"), "\(lines[0])")
    #expect(lines[0].contains("Continuity: the ledger begins with the one of the previous extract"))
    #expect(lines[0].contains("No witness"))
    #expect(lines[1] == "[]", "bytes whose change was not found: \(lines[1])")
  }
}
