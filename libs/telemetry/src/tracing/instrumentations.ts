import type { Instrumentation } from '@opentelemetry/instrumentation';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { register, supportsSyncHooks } from 'import-in-the-middle/register-hooks.mjs';

/** What `import` gives must go through the hook for these; everything else is loaded as it is. */
const instrumented = ['http', 'https', 'pg', 'pg-pool'];

/**
 * Only inside of a span of ours: looking for work (the outbox, rounds, LISTEN) and health checks begin no trace.
 * Requests to our own servers are traced where their route is known (libs/http trace-requests.ts).
 */
export function createInstrumentations(): Instrumentation[] {
  hookImports();
  return [
    new HttpInstrumentation({
      disableIncomingRequestInstrumentation: true,
      requireParentforOutgoingSpans: true,
    }),
    new UndiciInstrumentation({ requireParentforSpans: true }),
    new PgInstrumentation({ requireParentSpan: true, ignoreConnectSpans: true }),
  ];
}

/** `require` is patched by the instrumentations themselves; `import` needs this (opentelemetry-js #4933). */
function hookImports(): void {
  if (supportsSyncHooks()) register({ include: instrumented });
}
