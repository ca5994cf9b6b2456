import Access
import Testing

@Suite struct NetworkTests {
  @Test(arguments: [
    ("10.0.0.0/8", "10.255.255.255", true), ("10.0.0.0/8", "11.0.0.0", false),
    ("192.168.4.0/22", "192.168.7.255", true), ("192.168.4.0/22", "192.168.8.0", false),
    ("203.0.113.7", "203.0.113.7", true), ("203.0.113.7", "203.0.113.6", false),
    ("0.0.0.0/0", "8.8.8.8", true), ("0.0.0.0/0", "::1", false),
    ("2001:db8::/32", "2001:db8:ffff::1", true), ("2001:db8::/32", "2001:db9::", false),
    ("2001:db8::/33", "2001:db8:7fff::", true), ("2001:db8::/33", "2001:db8:8000::", false),
    ("::/0", "fe80::1", true), ("10.0.0.0/8", "::ffff:10.1.2.3", true),
    ("::1/128", "::1", true), ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8", true),
  ])
  func contains(network: String, address: String, isWithin: Bool) throws {
    let network = try #require(Network(network))
    let address = try #require(NetworkAddress(address))
    #expect(network.contains(address) == isWithin)
    #expect(Peer.address(address).isWithin([network]) == isWithin)
  }

  @Test(arguments: [
    "", "10.0.0.0/33", "10.0.0.1/8", "10.0.0/8", "256.0.0.1", "010.0.0.1", "10.0.0.0/08",
    "10.0.0.0/", "10.0.0.0/8/8", "/8", "1.2.3.4.5", "::/129", "2001:db8::1/32", ":::", "1::2::3",
    "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "12345::", "g::", "fe80::1%eth0", "1.2.3.4::",
    "::1.2.3", ":1::", "1:", "1::2:", "1:2:3:4:5:6:7::8:9", "+1.2.3.4", "1.2.3.4 ", "٣.2.3.4",
    "1:2:3:4:5:6:7:8::",
  ])
  func refuses(text: String) { #expect(Network(text) == nil) }

  @Test func readsOneAddressInEachOfItsForms() throws {
    let forms = ["2001:db8::1:0:0:1", "2001:0db8:0:0:1:0:0:1", "2001:DB8::1:0:0:1"]
    #expect(Set(try forms.map { try #require(NetworkAddress($0)) }).count == 1)
    #expect(NetworkAddress("::ffff:1.2.3.4") == NetworkAddress("1.2.3.4"))
    #expect(NetworkAddress("1::")?.bytes == [0, 1] + [UInt8](repeating: 0, count: 14))
  }

  @Test func aLocalSocketStandsForLoopback() throws {
    let loopback = try #require(Network("127.0.0.0/8"))
    let elsewhere = try #require(Network("10.0.0.0/8"))
    #expect(Peer.local.isWithin([]))
    #expect(Peer.local.isWithin([elsewhere, loopback]))
    #expect(!Peer.local.isWithin([elsewhere]))
  }

  @Test func aPeerNobodyKnowsIsWithinNoNetwork() throws {
    let all = try ["0.0.0.0/0", "::/0", "127.0.0.0/8"].map { try #require(Network($0)) }
    #expect(!Peer.unknown.isWithin(all))
    #expect(Peer.unknown.isWithin([]))
  }
}
