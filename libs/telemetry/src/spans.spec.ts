import { trace } from '@opentelemetry/api';
import { expect, test, vi } from 'vitest';
import { inSpan, linksTo, traceHeaders } from './index.js';

const traceparent = `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`;

test('without telemetry nothing is put together for a span, and none is there', async () => {
  const options = vi.fn(() => ({ parentHeaders: { traceparent } }));
  const seen = await inSpan('work', options, async (span) => {
    span.setAttribute('a', 1).end();
    return [span.isRecording(), trace.getActiveSpan(), traceHeaders(), linksTo(traceparent, 'caller')];
  });

  expect(seen).toEqual([false, undefined, {}, []]);
  expect(options).not.toHaveBeenCalled();
});

test('without telemetry what fails, also before its first await, is a rejection', async () => {
  const failing = inSpan('work', {}, () => {
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
});
