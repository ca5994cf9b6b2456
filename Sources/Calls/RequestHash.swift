import Bytes
import Crypto

/// The hash by which a repeated request is recognised.
enum RequestHash {
  /// SHA-256 of the request's bytes as they came.
  static func of(_ request: [UInt8]) -> Bytes::Digest {
    guard let digest = Bytes::Digest(bytes: SHA256.hash(data: request)) else {
      preconditionFailure("SHA-256 of another length")
    }
    return digest
  }
}
