import Access
import Bytes
import Contract

extension Authorised {
  /// The debtor whom a request names. A debtor who names none means itself; one who names another
  /// is answered as for a debtor who is not there.
  ///
  /// - Throws: `fieldMissing`, `fieldInvalid`, `notFound`.
  func debtor(named text: String, _ field: String = "debtor_id") throws(Refusal) -> Identifier {
    if text.isEmpty, principal.kind == .subject, let own = principal.subject { return own }
    let debtor = try Field.identifier(text, field)
    try requireOwn(debtor)
    return debtor
  }
}
