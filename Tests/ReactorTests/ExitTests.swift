import CTLS
import Glibc
import TestKit
import Testing

/// What a test process leaves behind when it exits.
@Suite struct ExitTests {
  /// Goal: servers of tests which still run do not meet a libcrypto that is gone. Method: a child
  /// that fails when libcrypto takes itself apart; started before the directory or after it.
  @Test func libcryptoOutlivesWhatStillRuns() async {
    await #expect(processExitsWith: .exitCode(7)) {
      _ = try TemporaryDirectory.make()
      OPENSSL_atexit { _exit(1) }
      exit(7)
    }
    await #expect(processExitsWith: .exitCode(7)) {
      OPENSSL_init_crypto(UInt64(OPENSSL_INIT_LOAD_CRYPTO_STRINGS), nil)
      OPENSSL_atexit { _exit(1) }
      _ = try TemporaryDirectory.make()
      exit(7)
    }
    // The control: libcrypto says when it goes.
    await #expect(processExitsWith: .exitCode(1)) {
      OPENSSL_init_crypto(UInt64(OPENSSL_INIT_LOAD_CRYPTO_STRINGS), nil)
      OPENSSL_atexit { _exit(1) }
      exit(7)
    }
  }
}
