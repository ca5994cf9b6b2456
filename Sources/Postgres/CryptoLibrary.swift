import CTLS

/// The libcrypto which libpq uses.
enum CryptoLibrary {
  /// Asked for before each connection begins; done once, before libcrypto starts itself.
  ///
  /// Else libcrypto takes itself apart when the process exits, and a thread that logs in meanwhile
  /// crashes in it. Source: OpenSSL 3.0, OPENSSL_init_crypto(3), `OPENSSL_INIT_NO_ATEXIT`.
  static let outlivesExit: Bool =
    OPENSSL_init_crypto(UInt64(OPENSSL_INIT_NO_ATEXIT), nil) == 1
}
