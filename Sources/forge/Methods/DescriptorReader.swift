import Contract
import SwiftProtobuf

/// Reads the methods out of a descriptor set that carries its comments.
package struct DescriptorReader {
  private let files: [Google_Protobuf_FileDescriptorProto]
  /// From the full name of a message to its Swift type.
  private let swiftTypes: [String: String]

  /// - Parameter bytes: what `protoc --descriptor_set_out --include_imports
  ///   --include_source_info` wrote.
  package init(bytes: [UInt8]) throws(Complaint) {
    do {
      let set = try Google_Protobuf_FileDescriptorSet(
        serializedBytes: bytes, extensions: Tally_V1_Options_Extensions)
      files = set.file
    } catch { throw Complaint("", "the descriptor set cannot be read: \(error)") }
    var types: [String: String] = [:]
    for file in files {
      for message in file.messageType {
        types[".\(file.package).\(message.name)"] = Self.prefix(of: file) + message.name
      }
    }
    swiftTypes = types
  }

  /// The set without comments, for `System.Describe`.
  package func stripped() throws(Complaint) -> [UInt8] {
    var set = Google_Protobuf_FileDescriptorSet()
    set.file = files.map { file in
      var file = file
      file.clearSourceCodeInfo()
      return file
    }
    do { return try set.serializedBytes() } catch {
      throw Complaint("", "the descriptor set cannot be written: \(error)")
    }
  }

  /// What swift-protobuf puts before the name of a message. Source: its NamingUtils.swift.
  private static func prefix(of file: Google_Protobuf_FileDescriptorProto) -> String {
    if file.options.hasSwiftPrefix { return file.options.swiftPrefix }
    guard !file.package.isEmpty else { return "" }
    let parts = file.package.split(separator: ".").map { part in
      part.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }
    return parts.joined(separator: "_") + "_"
  }

  /// Every method, by service and name.
  package func methods() throws(Complaint) -> [DeclaredMethod] {
    var out: [DeclaredMethod] = []
    for file in files {
      let comments = comments(of: file)
      for (serviceIndex, service) in file.service.enumerated() {
        let path: [Int32] = [6, Int32(serviceIndex)]
        guard let about = comments[path] else {
          throw Complaint(file.name, "service \(service.name) needs a comment")
        }
        for (index, method) in service.method.enumerated() {
          out.append(
            try declared(
              method, of: service.name, about: about,
              documentation: comments[path + [2, Int32(index)]], in: file))
        }
      }
    }
    return out.sorted { $0.wireName < $1.wireName }
  }

  private func declared(
    _ method: Google_Protobuf_MethodDescriptorProto, of service: String, about: [String],
    documentation: [String]?, in file: Google_Protobuf_FileDescriptorProto
  ) throws(Complaint) -> DeclaredMethod {
    let fullName = "\(file.package).\(service)"
    let wireName = "\(fullName)/\(method.name)"
    guard let documentation else { throw Complaint(file.name, "\(wireName) needs a comment") }
    guard method.options.hasTally_V1_policy else {
      throw Complaint(file.name, "\(wireName) has no policy")
    }
    let kind: StreamKind =
      switch (method.clientStreaming, method.serverStreaming) {
      case (false, false): .unary
      case (true, false): .clientStreaming
      case (false, true): .serverStreaming
      case (true, true): .bidirectional
      }
    guard let request = swiftTypes[method.inputType], let reply = swiftTypes[method.outputType]
    else { throw Complaint(file.name, "\(wireName): a nested message cannot be sent alone") }
    return DeclaredMethod(
      serviceFullName: fullName, service: service, serviceDocumentation: about, name: method.name,
      documentation: documentation, kind: kind,
      policy: try DeclaredMethod.policy(
        method.options.Tally_V1_policy, kind: kind, of: wireName, in: file.name),
      request: request, reply: reply)
  }

  /// The leading comments of a file, by the path of what they describe.
  private func comments(
    of file: Google_Protobuf_FileDescriptorProto
  ) -> [[Int32]: [String]] {
    var out: [[Int32]: [String]] = [:]
    for location in file.sourceCodeInfo.location where location.hasLeadingComments {
      let lines = location.leadingComments.split(separator: "\n").map { $0.trimmed }
      out[location.path] = lines.filter { !$0.isEmpty }
    }
    return out
  }
}
