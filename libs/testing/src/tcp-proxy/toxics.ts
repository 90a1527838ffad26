/** As seen by the client of the proxy. */
export type Direction = 'to-server' | 'to-client';

/** What a proxy does to its connections, those that exist and new ones alike. */
export type Toxic =
  | { readonly kind: 'pass' }
  /** Everything arrives, each piece this much later, in its order. */
  | { readonly kind: 'latency'; readonly ms: number; readonly jitterMs?: number }
  /** Of each connection and direction. */
  | { readonly kind: 'throttle'; readonly bytesPerSecond: number }
  /** Connections stay and new ones are accepted, but nothing passes either way, not even that one side has gone. */
  | { readonly kind: 'partition' }
  /** A TCP reset of every connection, and of each new one as soon as it is there. */
  | { readonly kind: 'reset' }
  /** Nobody listens; connections that exist are reset, as those of a host that went away. */
  | { readonly kind: 'refuse' }
  /** Of each connection this many more bytes pass in the direction, then it is reset: in the middle of a message. */
  | { readonly kind: 'cut-after'; readonly bytes: number; readonly direction: Direction }
  /**
   * What is sent in the direction never arrives, and nobody is told: on the connections whose client gave this name in
   * the first 4 KiB it sent, as AMQP clients do.
   */
  | { readonly kind: 'drop'; readonly direction: Direction; readonly client: string };

export type ToxicKind = Toxic['kind'];
