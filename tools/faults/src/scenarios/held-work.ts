import type { ServiceName } from '@meeting-intelligence/contracts';
import type { SystemUnderTest } from '../system/system-under-test.js';

const HELD_MS = 1_000;

/** Makes what this service does last, so that it surely has messages in hand. Resolves with what ends that. */
export async function holdWork(
  { provider, cms, databases }: SystemUnderTest,
  service: ServiceName,
  jobs: number,
): Promise<() => Promise<void>> {
  switch (service) {
    case 'transcription':
      await provider.setFaults(`upload:slow=${HELD_MS}*${jobs}`);
      return () => provider.clearFaults();
    case 'analysis':
      await provider.setFaults(`chat:slow=${HELD_MS}*${jobs}`);
      return () => provider.clearFaults();
    case 'notification':
      cms.behave(() => ({ status: 200, afterMs: HELD_MS }));
      return async () => cms.behaveWell();
    case 'ingest':
      return databases.lock('ingest', 'ingest.inbox');
    case 'persistence':
      return databases.lock('persistence', 'meetings.inbox');
  }
}
