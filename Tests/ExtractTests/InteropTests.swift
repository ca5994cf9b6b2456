import Extract
import Foundation
import Ledger
import Testing

/// Goal: verifiers which nobody here wrote accept our files. Method: an extract is unpacked by the
/// system's tar and handed to packages from PyPI; a damaged one must be refused by them.
@Suite struct InteropTests {
  private static let packages = ["tlog-scales==0.0.3", "pymerkle==7.0.0"]

  private static var cache: String {
    ProcessInfo.processInfo.environment["TALLY_TEST_CACHE"] ?? NSTemporaryDirectory()
  }

  /// The Python of a virtual environment which has the packages.
  private static func python() throws -> String {
    let folder = "\(cache)/tally-interop-venv"
    let python = "\(folder)/bin/python3"
    let marker = "\(folder)/installed"
    let wanted = packages.joined(separator: "\n")
    if (try? String(contentsOfFile: marker, encoding: .utf8)) == wanted { return python }
    let made = try run("python3", ["-m", "venv", folder])
    try #require(made.code == 0, "\(made.output)")
    let installed = try run(
      python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"] + packages)
    try #require(installed.code == 0, "\(installed.output)")
    try wanted.write(toFile: marker, atomically: true, encoding: .utf8)
    return python
  }

  @Test(.enabled(if: ProcessInfo.processInfo.environment["TALLY_OFFLINE"] != "1"))
  func independentVerifiersAccept() throws {
    let sample = try SampleLedger(count: 700)
    let python = try Self.python()
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
      let accepted = try run(python, [script, "\(folder)/x", "\(folder)/vkey"])
      #expect(accepted.code == 0, "\(accepted.output)")
      print(accepted.output)
      // Negative control: the same files with one entry changed.
      let bundle = URL(filePath: "\(folder)/x/tile/entries/002.p/188")
      var bytes = try Data(contentsOf: bundle)
      bytes[20] ^= 1
      try bytes.write(to: bundle)
      let refused = try run(python, [script, "\(folder)/x", "\(folder)/vkey"])
      #expect(refused.code == 1, "\(refused.output)")
    }
  }
}
