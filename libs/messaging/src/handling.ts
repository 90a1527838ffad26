import { AsyncLocalStorage } from 'node:async_hooks';
import {
  earlierFailure,
  maxInteger,
  providerCalls,
  type EarlierFailure,
  type HandlingAttributes,
  type ProviderCalls,
  type WireEnvelope,
} from '@meeting-intelligence/contracts';
import { collectingCalls, type Call } from '@meeting-intelligence/telemetry';
import { z } from 'zod';
import { attemptOf, deferralsOf, headerNames, type MessageHeaders } from './message/headers.js';

/** As many kinds of calls as a message may carry: far more than a handler makes, far less than headers may hold. */
const mostCalls = 40;

const storage = new AsyncLocalStorage<Handling>();

/** One run of a handler: what the events that it publishes say of it (contracts/handling.ts). */
export class Handling {
  private readonly startedAt = new Date();
  private readonly attempt: number;
  private readonly deferrals: number;
  private readonly failures: readonly EarlierFailure[];
  /** With those of the deliveries before: whoever fails pays too. */
  private calls: readonly ProviderCalls[];

  constructor(
    headers: MessageHeaders,
    private readonly cause: Pick<WireEnvelope, 'time'> | undefined,
  ) {
    this.attempt = attemptOf(headers);
    this.deferrals = deferralsOf(headers);
    this.failures = listIn(headers[headerNames.attempts], earlierFailure);
    this.calls = listIn(headers[headerNames.calls], providerCalls);
  }

  /** Every event that is made and every call that is recorded within `work`, through every await, is of this handling. */
  run<Result>(work: () => Result): Result {
    return storage.run(this, () => collectingCalls((call) => this.add(call), work));
  }

  /** JSON, for the copy of the message that takes its place; undefined where no call was made. */
  callsSoFar(): string | undefined {
    return this.calls.length > 0 ? JSON.stringify(this.calls) : undefined;
  }

  attributes(): HandlingAttributes {
    const waited = this.cause && this.startedAt.getTime() - Date.parse(this.cause.time);
    const calls = this.callsSoFar();
    return {
      startedat: this.startedAt.toISOString(),
      attempt: this.attempt,
      // Clocks of two machines differ.
      ...(waited !== undefined && { waitedms: Math.min(maxInteger, Math.max(0, waited)) }),
      ...(this.deferrals > 0 && { deferrals: this.deferrals }),
      ...(this.failures.length > 0 && { failures: JSON.stringify(this.failures) }),
      ...(calls !== undefined && { calls }),
    };
  }

  private add({ ms, ...call }: Call): void {
    const same = this.calls.find((each) => isSameKind(each, call));
    if (!same && this.calls.length === mostCalls) return;
    const merged = { ...call, count: (same?.count ?? 0) + 1, ms: (same?.ms ?? 0) + ms };
    for (const tokens of ['inputTokens', 'outputTokens'] as const) {
      const sum = (same?.[tokens] ?? 0) + (call[tokens] ?? 0);
      if (sum > 0) merged[tokens] = sum;
    }
    this.calls = same ? this.calls.map((each) => (each === same ? merged : each)) : [...this.calls, merged];
  }
}

/** What an event that is made here says of the handling which makes it; nothing outside of one. */
export function handlingAttributes(): HandlingAttributes {
  return storage.getStore()?.attributes() ?? {};
}

function isSameKind(one: Omit<Call, 'ms'>, other: Omit<Call, 'ms'>): boolean {
  const kind = ['provider', 'operation', 'model', 'outcome', 'statusCode'] as const;
  return kind.every((name) => one[name] === other[name]);
}

/** What another build wrote and this one cannot read is left out: it is told for people. */
function listIn<Item extends z.ZodType>(json: unknown, item: Item): z.output<Item>[] {
  if (typeof json !== 'string') return [];
  try {
    const result = z.array(item).safeParse(JSON.parse(json));
    return result.success ? result.data : [];
  } catch {
    return [];
  }
}
