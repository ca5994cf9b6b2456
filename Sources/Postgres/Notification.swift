/// A hint on a channel; carries no data of a tenant.
package struct Notification: Sendable, Hashable {
  package let channel: String
  /// Empty after a reconnect, when something may have been missed.
  package let payload: String

  package init(channel: String, payload: String) {
    self.channel = channel
    self.payload = payload
  }
}
