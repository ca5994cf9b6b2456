import Foundation

/// Writes `Sources/Contract/Generated` from the `.proto` files.
package struct MethodGeneration: Sendable {
  package static let target = "Sources/Contract/Generated"
  package static let source = "proto-like-specs/tally/v1"
  private static let importRoot = "proto-like-specs"
  private static let command = "generate contract"
  private let tree: Tree
  private let plugin: String

  /// - Parameter plugin: the path of protoc-gen-swift.
  package init(tree: Tree, plugin: String) {
    self.tree = tree
    self.plugin = plugin
  }

  /// - Returns: the files that changed.
  package func run() throws(Complaint) -> [String] {
    let files = try texts()
    var changed: [String] = []
    for (path, text) in files.sorted(by: { $0.key < $1.key })
    where try tree.write(text, to: path) { changed.append(path) }
    for path in tree.files(below: Self.target) where files[path] == nil {
      try tree.remove(path)
      changed.append(path)
    }
    return changed
  }

  /// The generated files by path.
  package func texts() throws(Complaint) -> [String: String] {
    var out = try tableTexts()
    let scratch = try Scratch()
    defer { scratch.remove() }
    try protoc([
      "--plugin=protoc-gen-swift=\(plugin)", "--swift_opt=Visibility=Package",
      "--swift_opt=FileNaming=DropPath", "--swift_opt=UseAccessLevelOnImports=true",
      "--swift_out=\(scratch.folder.path)",
    ])
    let generated = Tree(root: scratch.folder.path)
    for path in tree.files(below: Self.source, endingIn: ".proto") {
      let file = (path.split(separator: "/").last ?? "").dropLast(".proto".count) + ".pb.swift"
      let mark = try SourceMark(of: [path], in: tree)
      out["\(Self.target)/\(file)"] =
        mark.header(by: Self.command) + Self.withoutFoundation(try generated.text(String(file)))
    }
    return out
  }

  /// The method table and the descriptor set, which need protoc but not its plugin.
  package func tableTexts() throws(Complaint) -> [String: String] {
    let scratch = try Scratch()
    defer { scratch.remove() }
    try protoc([
      "--descriptor_set_out=\(scratch.folder.path)/set.pb", "--include_imports",
      "--include_source_info",
    ])
    let set = try Tree(root: scratch.folder.path).bytes("set.pb")
    let reader = try DescriptorReader(bytes: Array(set))
    let header = try SourceMark(of: [Self.source], in: tree).header(by: Self.command)
    return [
      "\(Self.target)/Methods.swift":
        MethodWriter(methods: try reader.methods(), header: header).methodsText,
      "\(Self.target)/Descriptors.swift":
        MethodWriter.descriptorsText(try reader.stripped(), header: header),
    ]
  }

  private func protoc(_ options: [String]) throws(Complaint) {
    let protos = tree.files(below: Self.source, endingIn: ".proto").map { tree.url($0).path }
    let imports = tree.url(Self.importRoot).path
    try Shell.require(["protoc", "-I", imports] + options + protos)
  }

  /// Foundation is the fallback for systems other than Linux; the house does not link it.
  private static func withoutFoundation(_ text: String) -> String {
    text.replacingOccurrences(
      of: """
        #if canImport(FoundationEssentials)
        package import FoundationEssentials
        #else
        package import Foundation
        #endif
        """, with: "package import FoundationEssentials")
  }
}
