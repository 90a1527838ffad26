import { loadConfig } from '@meeting-intelligence/config';
import { expect, test } from 'vitest';
import { ingestFields } from '../config.js';
import { ingestService } from '../ingest.module.js';

const { PROBE_TIMEOUT_MS, HANDLER_TIMEOUT_MS } = ingestFields;
const faultsOf = (environment: Record<string, string>) =>
  ingestService.contradictions!(loadConfig({ PROBE_TIMEOUT_MS, HANDLER_TIMEOUT_MS }, environment) as never);

test('decoding may not take as long as the handler that waits for it', () => {
  expect(faultsOf({})).toEqual([]);
  expect(faultsOf({ HANDLER_TIMEOUT_MS: '5000' })).toEqual([]);
  expect(faultsOf({ PROBE_TIMEOUT_MS: '5000', HANDLER_TIMEOUT_MS: '5000' })).toEqual([
    'PROBE_TIMEOUT_MS: expected less than HANDLER_TIMEOUT_MS (5000), got 5000',
  ]);
  expect(faultsOf({ PROBE_TIMEOUT_MS: '4999', HANDLER_TIMEOUT_MS: '5000' })).toEqual([]);
});
