import ArgumentParser

/// `forge tidy`.
struct TidyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tidy", abstract: "Checks the house rules a compiler does not keep.")

  @OptionGroup var repository: RootOption

  func run() async throws {
    let tidy = Tidy(tree: repository.tree)
    for remark in try tidy.remarks() { print("remark: \(remark)") }
    let complaints = try tidy.complaints()
    for complaint in complaints { print(complaint) }
    if !complaints.isEmpty { throw ExitCode.failure }
  }
}
