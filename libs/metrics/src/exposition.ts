import { registry } from './registry.js';
import type { Sampled } from './sampled.js';

export interface Scrape {
  readonly contentType: string;
  readonly body: string;
}

/** Two Prometheus servers, and a third by hand, are one rendering. */
const GOOD_FOR_MS = 2_000;

const sampled = new Set<Pick<Sampled<unknown>, 'refresh'>>();
let last: { readonly at: number; readonly text: Promise<string> } | undefined;

/** It is refreshed before each rendering. Call what it returns to end that. */
export function refreshBeforeScrape(source: Pick<Sampled<unknown>, 'refresh'>): () => void {
  sampled.add(source);
  return () => void sampled.delete(source);
}

/** In OpenMetrics where it is asked for, otherwise in Prometheus' own text format, which has no exemplars. */
export async function scrape(accept = ''): Promise<Scrape> {
  const now = performance.now();
  if (!last || now - last.at >= GOOD_FOR_MS) last = { at: now, text: render() };
  const text = await last.text;
  return accept.includes('application/openmetrics-text')
    ? { contentType: registry.contentType, body: text }
    : { contentType: 'text/plain; version=0.0.4; charset=utf-8', body: asPlainText(text) };
}

/** What a test has recorded this moment. */
export function forgetRendering(): void {
  last = undefined;
}

async function render(): Promise<string> {
  await Promise.all([...sampled].map((source) => source.refresh()));
  return withoutEmptyFamilies(await registry.metrics());
}

/** What a service never records is not announced: two lines for each of them. */
function withoutEmptyFamilies(text: string): string {
  return text.replace(/^# HELP .*\n# TYPE .*\n(?=#)/gm, '');
}

/** OpenMetrics calls a counter by its name without `_total`, ends with a mark, and has exemplars behind a `#`. */
function asPlainText(openMetrics: string): string {
  const counters = new Set([...openMetrics.matchAll(/^# TYPE (\S+) counter$/gm)].map(([, name]) => name));
  return openMetrics
    .split('\n')
    .filter((line) => line !== '# EOF')
    .map((line) => {
      if (!line.startsWith('#')) return line.replace(/ # \{.*$/, '');
      const [, keyword, name, rest] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? [];
      return name && counters.has(name) ? `# ${keyword} ${name}_total ${rest}` : line;
    })
    .join('\n');
}
