import Glibc

/// Lends C a list of strings that ends with a null pointer.
enum CStrings {
  /// `texts` as C strings for the time of `body`; nil becomes a null pointer.
  static func with<Value>(
    _ texts: [String?], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Value
  ) -> Value {
    unsafe withCopies(texts) { copies in
      unsafe copies.withMemoryRebound(
        to: UnsafePointer<CChar>?.self, capacity: texts.count + 1
      ) { unsafe body($0) }
    }
  }

  /// As `with`, for the C functions that take pointers to mutable strings (`argv`).
  static func withArguments<Value>(
    _ texts: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Value
  ) -> Value {
    unsafe withCopies(texts.map { $0 }, body)
  }

  private static func withCopies<Value>(
    _ texts: [String?], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Value
  ) -> Value {
    unsafe withUnsafeTemporaryAllocation(
      of: UnsafeMutablePointer<CChar>?.self, capacity: texts.count + 1
    ) { copies in
      for (index, text) in texts.enumerated() {
        if let text {
          unsafe copies.initializeElement(at: index, to: strdup(text))
        } else {
          unsafe copies.initializeElement(at: index, to: nil)
        }
      }
      unsafe copies.initializeElement(at: texts.count, to: nil)
      defer { for index in texts.indices { unsafe free(copies[index]) } }
      guard let base = copies.baseAddress else { preconditionFailure("never empty") }
      return unsafe body(base)
    }
  }
}
