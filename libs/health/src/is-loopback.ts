/** An IPv6 socket writes an IPv4 address as `::ffff:127.0.0.1` (RFC 4291 §2.5.5.2). */
export function isLoopback(address: string): boolean {
  return /^(::1|(::ffff:)?127(\.\d{1,3}){3})$/.test(address);
}
