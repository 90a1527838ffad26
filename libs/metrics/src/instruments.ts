import { isDeepStrictEqual } from 'node:util';
import { isSpanContextValid, trace, TraceFlags } from '@opentelemetry/api';
import * as prometheus from 'prom-client';
import { isRecording, registry } from './registry.js';
import { WindowedMax } from './windowed-max.js';

/** Name of a label → what its values are, for people. The sets are closed: never an id, a path, a URL, an owner. */
export type LabelSet = Readonly<Record<string, string>>;
/** A label that is left out or undefined is not there, which PromQL takes for empty. */
export type LabelValues<Labels extends LabelSet> = { readonly [Name in keyof Labels]?: string };

export interface Declaration {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly labels: LabelSet;
}

/** Every metric of our own, in the order of metrics.ts. */
export const declarations: Declaration[] = [];

/** For some of the labels all values that they may have. */
export type LabelSpace<Labels extends LabelSet> = { readonly [Name in keyof Labels]?: readonly string[] };

/** What is counted: the first of its kind is an increase of 0 to 1 only where the 0 was there before. */
interface Initialisable<Labels extends LabelSet> {
  /**
   * Makes the series of every combination of these values, at zero, where they are not there yet. For labels whose values are known
   * from the start, and few: whoever counts says so when it starts. Without it `increase()` does not see the first.
   */
  initialise(space: LabelSpace<Labels>): void;
}

export interface Counter<Labels extends LabelSet> extends Initialisable<Labels> {
  add(labels?: LabelValues<Labels>, count?: number): void;
}

export interface Histogram<Labels extends LabelSet> extends Initialisable<Labels> {
  observe(labels: LabelValues<Labels>, value: number): void;
}

export interface Reading<Labels extends LabelSet = LabelSet> {
  readonly labels?: LabelValues<Labels>;
  readonly value: number;
}

export interface Gauge<Labels extends LabelSet> {
  /**
   * Asked at each scrape, and cheap: it tells what is known. Of several sources the values of the same labels add up. Call what
   * it returns to end it. No reading is no series, which is how a source says that it does not know.
   */
  from(source: () => number | readonly Reading<Labels>[]): () => void;
}

export function counter<const Labels extends LabelSet>(
  name: `${string}_total`,
  help: string,
  labels: Labels,
): Counter<Labels> {
  const labelNames = declare('counter', name, help, labels);
  const metric = new prometheus.Counter({ name, help, labelNames, registers: [registry] });
  return {
    add: (values = {}, count = 1) => {
      if (isRecording()) metric.inc(known(values), count);
    },
    initialise: (space) => {
      if (isRecording()) for (const values of combinationsOf(space)) metric.inc(values, 0);
    },
  };
}

export interface HistogramOptions<Labels extends LabelSet> {
  readonly buckets: readonly number[];
  /** Makes `*_max_seconds` beside it, by these of the labels: buckets do not tell the longest. */
  readonly maxBy?: readonly (keyof Labels & string)[];
}

/** In seconds. Carries the trace of the active span, if that is sampled, as the exemplar of the bucket. */
export function histogram<const Labels extends LabelSet>(
  name: `${string}_seconds`,
  help: string,
  labels: Labels,
  { buckets, maxBy }: HistogramOptions<Labels>,
): Histogram<Labels> {
  const labelNames = declare('histogram', name, help, labels);
  const config = { name, help, labelNames, registers: [registry], buckets: [...buckets] };
  const metric = new prometheus.Histogram({ ...config, enableExemplars: true });
  const longest = maxBy && new WindowedMax();
  if (longest) {
    const labelsOfMax = Object.fromEntries(maxBy.map((label) => [label, labels[label] ?? '']));
    gauge(
      name.replace(/_seconds$/, '_max_seconds'),
      `longest of the last 5 minutes: ${help}`,
      labelsOfMax,
    ).from(() => longest.readings());
  }
  return {
    observe: (values, value) => {
      if (!isRecording()) return;
      const given = known(values);
      metric.observe({ labels: given, value, exemplarLabels: exemplar() });
      longest?.note(Object.fromEntries(maxBy!.flatMap((label) => pairOf(label, given[label]))), value);
    },
    initialise: (space) => {
      if (!isRecording()) return;
      for (const values of combinationsOf(space)) if (!isThere(metric, values)) metric.zero(values);
    },
  };
}

export function gauge<const Labels extends LabelSet>(
  name: string,
  help: string,
  labels: Labels,
): Gauge<Labels> {
  const labelNames = declare('gauge', name, help, labels);
  const sources = new Set<() => number | readonly Reading<Labels>[]>();
  new prometheus.Gauge({
    name,
    help,
    labelNames,
    registers: [registry],
    collect() {
      this.reset();
      // prom-client makes a 0 of a gauge without labels.
      if (labelNames.length === 0) this.remove();
      for (const source of sources) {
        const told = source();
        const readings = typeof told === 'number' ? [{ value: told }] : told;
        for (const { labels: values, value } of readings) this.inc(known(values ?? {}), value);
      }
    },
  });
  return {
    from: (source) => {
      sources.add(source);
      return () => void sources.delete(source);
    },
  };
}

function declare(type: Declaration['type'], name: string, help: string, labels: LabelSet): string[] {
  declarations.push({ name, type, help, labels });
  return Object.keys(labels);
}

function combinationsOf(
  space: Readonly<Record<string, readonly string[] | undefined>>,
): Record<string, string>[] {
  return Object.entries(space).reduce<Record<string, string>[]>(
    (combinations, [label, values = []]) =>
      combinations.flatMap((combination) => values.map((value) => ({ ...combination, [label]: value }))),
    [{}],
  );
}

/** `zero` would forget what was observed. prom-client does not tell otherwise than by promises what a histogram has. */
function isThere(metric: prometheus.Histogram, values: Record<string, string>): boolean {
  const { hashMap } = metric as unknown as { hashMap: Record<string, { labels: Record<string, string> }> };
  return Object.values(hashMap).some(({ labels }) => isDeepStrictEqual(labels, values));
}

function known(values: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).flatMap(([name, value]) => pairOf(name, value)));
}

function pairOf(name: string, value: string | undefined): [string, string][] {
  return value === undefined ? [] : [[name, value]];
}

/** None without a sampled span: a link to a trace that is nowhere helps nobody. */
function exemplar(): Record<string, string> {
  const context = trace.getActiveSpan()?.spanContext();
  if (!context || !isSpanContextValid(context) || !(context.traceFlags & TraceFlags.SAMPLED)) return {};
  return { trace_id: context.traceId, span_id: context.spanId };
}
