// Made by `forge generate contract`. Do not edit.
// swift-format-ignore-file
// Sources: proto-like-specs/tally/v1
// SHA-256: 1bffee7eff1d473838d3bcd57637f0dbb6f4cd2ec5434a61dd189d74e7e1c41b
