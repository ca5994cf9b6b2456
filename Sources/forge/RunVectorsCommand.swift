import ArgumentParser
import Vectors

/// `forge vectors`.
struct RunVectorsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vectors", abstract: "Computes the golden vectors of a file.")

  @Argument(help: "A JSON file of vectors.")
  var file: String

  func run() async throws {
    let report: VectorsCommand.Report
    do {
      report = try VectorsCommand.run(path: file)
    } catch {
      throw Complaint(file, "\(error)")
    }
    for line in report.lines { print(line) }
    if report.exitStatus != 0 { throw ExitCode(report.exitStatus) }
  }
}
