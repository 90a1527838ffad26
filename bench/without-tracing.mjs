/**
 * For telemetry.ts: from SIGUSR2 on a service works as if nobody had ever written a line for tracing, from the next on as it is.
 * Two processes of the same code differ by more than tracing costs, so one process is both in turn.
 */
import { registerHooks } from 'node:module';
import { withLogContext } from '../libs/telemetry/dist/log-context.js';

export let isAbsent = false;
process.on('SIGUSR2', () => (isAbsent = !isAbsent));

const span = { setAttribute() {}, setAttributes() {}, addEvent() {}, setStatus() {}, end() {} };

/** By module and name. */
export const withoutTracing = {
  'libs/telemetry/dist/spans.js': {
    inSpan: (name, options, work) => work(span),
    markFailed: () => {},
    forJob: (job_id, work) => withLogContext({ job_id }, work),
  },
  'libs/telemetry/dist/trace-headers.js': {
    traceHeaders: () => ({}),
    linksTo: () => [],
    mayLeave: () => false,
    isActiveSpan: () => false,
    linkActiveSpan: () => {},
  },
  'libs/messaging/dist/message-spans.js': {
    inSendSpan: (event, destination, size, send) => send({}),
    processSpan: () => ({}),
    inSettleSpan: (queue, outcome, about, settle) => settle(),
  },
  'libs/http/dist/trace-requests.js': {
    traceRequests: () => {},
    outsideOfSpan: (reply, work) => work(),
  },
};

/** In place of a module, under its names; what an optimizing compiler makes nothing of. */
function inTurn(file, url) {
  const either = (name) =>
    `export const ${name} = (a, b, c, d) => (isAbsent ? absent.${name}(a, b, c, d) : real.${name}(a, b, c, d));`;
  return [
    `import * as real from '${url}?real';`,
    `import { isAbsent, withoutTracing } from '${import.meta.url}';`,
    `const absent = withoutTracing['${file}'];`,
    ...Object.keys(withoutTracing[file]).map(either),
  ].join('\n');
}

registerHooks({
  load(url, context, next) {
    const file = Object.keys(withoutTracing).find((name) => url.endsWith(name));
    return file ? { format: 'module', source: inTurn(file, url), shortCircuit: true } : next(url, context);
  },
});
