/** Field number → its values in order: numbers of varints and fixed 64 bits as bigint, everything with a length as bytes. */
export type Message = ReadonlyMap<number, readonly (bigint | Buffer)[]>;

const VARINT = 0;
const FIXED64 = 1;
const LENGTH = 2;
const FIXED32 = 5;

/** Reads one message of the protobuf wire format (protobuf.dev/programming-guides/encoding); what it means is known by its reader. */
export function readMessage(bytes: Buffer): Message {
  const fields = new Map<number, (bigint | Buffer)[]>();
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++];
      if (byte === undefined) throw new Error('expected more bytes of a protobuf message');
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const take = (length: number): Buffer => {
    if (at + length > bytes.length) throw new Error('expected more bytes of a protobuf message');
    return bytes.subarray(at, (at += length));
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    const values = fields.get(tag >> 3) ?? [];
    fields.set(tag >> 3, values);
    switch (tag & 7) {
      case VARINT:
        values.push(varint());
        break;
      case FIXED64:
        values.push(take(8).readBigUInt64LE());
        break;
      case LENGTH:
        values.push(take(Number(varint())));
        break;
      case FIXED32:
        values.push(BigInt(take(4).readUInt32LE()));
        break;
      default:
        throw new Error(`expected a wire type of protobuf, got ${tag & 7}`);
    }
  }
  return fields;
}

export function messagesIn(message: Message, field: number): Message[] {
  return (message.get(field) ?? []).filter((value) => Buffer.isBuffer(value)).map(readMessage);
}

export function bytesIn(message: Message, field: number): Buffer {
  const value = message.get(field)?.[0];
  return Buffer.isBuffer(value) ? value : Buffer.alloc(0);
}

export function numberIn(message: Message, field: number): bigint {
  const value = message.get(field)?.[0];
  return typeof value === 'bigint' ? value : 0n;
}
