internal import CKernelHooks
internal import Glibc

/// The declaration that a symbol stands for, as Swift; nil if it stands for none.
func demangled(_ symbol: String) -> String? {
  guard let text = symbol_demangle(symbol, symbol.utf8.count) else { return nil }
  defer { free(text) }
  return String(cString: text)
}
