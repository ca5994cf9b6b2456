/// The version which server and client state: in `--version`, in the greeting, in `System.Info`.
package enum ProductVersion {
  package static let text = "0.1.0"
}
