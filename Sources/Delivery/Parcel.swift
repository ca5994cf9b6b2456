/// A file which a job hands over to somebody outside: an extract to a regulator, a letter to a
/// printer. The transfers themselves are not built yet; this is what they will be given.
package struct Parcel: Sendable, Equatable {
  /// Where it goes.
  package enum Destination: Sendable, Equatable {
    /// The file is sent as the body of a request: `https://host/path`.
    case https(String)
    /// The file is put there: `sftp://host/path`.
    case sftp(String)
    /// The file is attached to a mail: an address.
    case mail(String)
    /// The file is put into a folder of this machine.
    case folder(String)
  }

  package let destination: Destination
  /// The file's name at the destination.
  package let name: String
  /// Its kind, as `application/x-tar`.
  package let mediaType: String
  package let bytes: [UInt8]

  package init(destination: Destination, name: String, mediaType: String, bytes: [UInt8]) {
    self.destination = destination
    self.name = name
    self.mediaType = mediaType
    self.bytes = bytes
  }
}
