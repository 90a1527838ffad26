import { bytesIn, messagesIn, numberIn, readMessage, type Message } from './protobuf.js';

export type AttributeValue = string | number | boolean | null | readonly AttributeValue[];
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** A span as a collector gets it. */
export interface ReceivedSpan {
  readonly service: string;
  /** Of the process. */
  readonly resource: Attributes;
  /** Which instrumentation made it. */
  readonly scope: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for the root of a trace. */
  readonly parentSpanId: string;
  readonly name: string;
  readonly kind: (typeof kinds)[number];
  readonly startedAtMs: number;
  readonly durationMs: number;
  readonly attributes: Attributes;
  readonly events: readonly { readonly name: string; readonly attributes: Attributes }[];
  readonly links: readonly {
    readonly traceId: string;
    readonly spanId: string;
    readonly attributes: Attributes;
  }[];
  readonly isFailed: boolean;
  readonly statusMessage: string;
}

const kinds = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'] as const;
const STATUS_ERROR = 2n;

/**
 * The spans of an `ExportTraceServiceRequest` (opentelemetry-proto, trace/v1/trace.proto; the numbers are those of its
 * fields).
 */
export function spansIn(request: Buffer): ReceivedSpan[] {
  return messagesIn(readMessage(request), 1).flatMap((resourceSpans) => {
    const resource = messagesIn(resourceSpans, 1).map((one) => attributesIn(one, 1))[0] ?? {};
    return messagesIn(resourceSpans, 2).flatMap((scopeSpans) => {
      const scope = messagesIn(scopeSpans, 1).map((one) => textIn(one, 1))[0] ?? '';
      return messagesIn(scopeSpans, 2).map((span) => spanOf(span, resource, scope));
    });
  });
}

function spanOf(span: Message, resource: Attributes, scope: string): ReceivedSpan {
  const [started, ended] = [numberIn(span, 7), numberIn(span, 8)];
  const status = messagesIn(span, 15)[0];
  return {
    service: String(resource['service.name']),
    resource,
    scope,
    traceId: hexIn(span, 1),
    spanId: hexIn(span, 2),
    parentSpanId: hexIn(span, 4),
    name: textIn(span, 5),
    kind: kinds[Number(numberIn(span, 6))] ?? 'UNSPECIFIED',
    startedAtMs: Number(started / 1_000n) / 1_000,
    durationMs: Number((ended - started) / 1_000n) / 1_000,
    attributes: attributesIn(span, 9),
    events: messagesIn(span, 11).map((event) => ({
      name: textIn(event, 2),
      attributes: attributesIn(event, 3),
    })),
    links: messagesIn(span, 13).map((link) => ({
      traceId: hexIn(link, 1),
      spanId: hexIn(link, 2),
      attributes: attributesIn(link, 4),
    })),
    isFailed: status !== undefined && numberIn(status, 3) === STATUS_ERROR,
    statusMessage: status ? textIn(status, 2) : '',
  };
}

function attributesIn(message: Message, field: number): Attributes {
  return Object.fromEntries(
    messagesIn(message, field).map((pair) => {
      const value = messagesIn(pair, 2)[0];
      return [textIn(pair, 1), value ? valueOf(value) : null];
    }),
  );
}

/** Of `AnyValue`: of its kinds those that attributes of ours have. */
function valueOf(value: Message): AttributeValue {
  if (value.has(1)) return textIn(value, 1);
  if (value.has(2)) return numberIn(value, 2) === 1n;
  if (value.has(3)) return Number(BigInt.asIntN(64, numberIn(value, 3)));
  if (value.has(4)) {
    const bits = Buffer.alloc(8);
    bits.writeBigUInt64LE(numberIn(value, 4));
    return bits.readDoubleLE();
  }
  if (value.has(5)) return messagesIn(value, 5).flatMap((list) => messagesIn(list, 1).map(valueOf));
  return null;
}

function textIn(message: Message, field: number): string {
  return bytesIn(message, field).toString('utf8');
}

function hexIn(message: Message, field: number): string {
  return bytesIn(message, field).toString('hex');
}
