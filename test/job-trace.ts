import { eventually, type OtlpReceiver, type ReceivedSpan } from '@meeting-intelligence/testing';

/** The trace that one job has, and what is wrong with it. */
export class JobTrace {
  constructor(
    readonly jobId: string,
    readonly spans: readonly ReceivedSpan[],
  ) {}

  /** The trace that begins with the POST of the job, as soon as it holds the spans that `isWhole` asks for. */
  static async of(
    jobId: string,
    collector: OtlpReceiver,
    isWhole: (trace: JobTrace) => boolean = (trace) => trace.named('webhook deliver').length > 0,
  ): Promise<JobTrace> {
    return eventually(
      () => {
        const trace = JobTrace.soFar(jobId, collector);
        if (!isWhole(trace)) throw new Error(`the trace is not whole yet:\n${trace.picture()}`);
        // What belongs to the last spans is still on its way.
        if (trace.orphans().length > 0) throw new Error(`spans without their parent:\n${trace.picture()}`);
        return trace;
      },
      { timeoutMs: 20_000, intervalMs: 200 },
    );
  }

  /** Another one of the job, that begins with a span of this name, as soon as it has led to a webhook. */
  static async from(root: string, jobId: string, collector: OtlpReceiver): Promise<JobTrace> {
    return eventually(
      () => {
        const trace = JobTrace.soFar(jobId, collector, root);
        if (trace.named('webhook deliver').length === 0 || trace.orphans().length > 0)
          throw new Error(`the trace is not whole yet:\n${trace.picture()}`);
        return trace;
      },
      { timeoutMs: 20_000, intervalMs: 200 },
    );
  }

  static soFar(jobId: string, collector: OtlpReceiver, root = 'POST /v1/jobs'): JobTrace {
    const first = collector.ofJob(jobId).find(({ name }) => name === root);
    const spans = collector.spans.filter(({ traceId }) => traceId === first?.traceId);
    return new JobTrace(
      jobId,
      spans.toSorted((one, other) => one.startedAtMs - other.startedAtMs),
    );
  }

  named(name: string): ReceivedSpan[] {
    return this.spans.filter((span) => span.name === name);
  }

  /** The spans in which deliveries of a queue were handled, in their order. */
  handlings(queue: string): ReceivedSpan[] {
    return this.named(`process ${queue}`);
  }

  get roots(): ReceivedSpan[] {
    return this.spans.filter(({ parentSpanId }) => parentSpanId === '');
  }

  /** Whose parent never came. */
  orphans(): ReceivedSpan[] {
    const known = new Set(this.spans.map(({ spanId }) => spanId));
    return this.spans.filter(({ parentSpanId }) => parentSpanId !== '' && !known.has(parentSpanId));
  }

  get services(): Set<string> {
    return new Set(this.spans.map(({ service }) => service));
  }

  /** Spans that a search by the job's id would not find. */
  withoutJobId(): ReceivedSpan[] {
    return this.spans.filter(({ attributes }) => attributes.job_id !== this.jobId);
  }

  /** A tree, for people and for failed tests. */
  picture(): string {
    const ids = new Set(this.spans.map(({ spanId }) => spanId));
    const tops = this.spans.filter(({ parentSpanId }) => !ids.has(parentSpanId));
    const lines = (span: ReceivedSpan, depth: number): string[] => [
      `${'  '.repeat(depth)}${span.service} ${span.kind} ${span.name} ${Math.round(span.durationMs)} ms` +
        `${span.isFailed ? ` FAILED ${span.statusMessage}` : ''}${depth === 0 && span.parentSpanId ? ' ORPHAN' : ''}`,
      ...this.spans
        .filter(({ parentSpanId }) => parentSpanId === span.spanId)
        .flatMap((one) => lines(one, depth + 1)),
    ];
    return tops.flatMap((top) => lines(top, 0)).join('\n');
  }
}

/** Ids of the spans that links of this kind lead to. */
export function linkedSpans(span: ReceivedSpan | undefined, kind: string): (string | undefined)[] {
  return (span?.links ?? [])
    .filter(({ attributes }) => attributes['link.kind'] === kind)
    .map(({ spanId }) => spanId);
}
