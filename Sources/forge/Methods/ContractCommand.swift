import ArgumentParser
import Foundation

/// `forge generate contract`.
struct ContractCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "contract",
    abstract: "Writes Sources/Contract/Generated from proto-like-specs/tally/v1.")

  @OptionGroup var repository: RootOption

  @Option(name: .long, help: "A built protoc-gen-swift; without it, one is built.")
  var protocGenSwift: String?

  func run() async throws {
    let plugin = try protocGenSwift ?? buildPlugin(in: repository.tree)
    let generation = MethodGeneration(tree: repository.tree, plugin: plugin)
    for path in try generation.run() { print(path) }
  }

  /// Builds the plugin of the swift-protobuf we link, into a scratch folder of its own.
  private func buildPlugin(in tree: Tree) throws(Complaint) -> String {
    let package = ".build/checkouts/swift-protobuf"
    guard tree.exists(package) else {
      throw Complaint(package, "is not there: run swift build first")
    }
    let scratch = tree.url(".build/protoc-gen-swift").path
    let build = [
      "swift", "build", "--package-path", tree.url(package).path, "--scratch-path", scratch,
      "--product", "protoc-gen-swift",
    ]
    guard try Shell.show(build + ["-q"]) == 0 else {
      throw Complaint(package, "protoc-gen-swift does not build")
    }
    let folder = try Shell.require(build + ["--show-bin-path"])
    return Substring(folder).trimmed + "/protoc-gen-swift"
  }
}
