import Bytes
import Contract
import FoundationEssentials

extension Descriptors {
  /// The serialised `FileDescriptorSet`, decoded once.
  static let set = Data(Base64.bytes(base64) ?? [])
}
