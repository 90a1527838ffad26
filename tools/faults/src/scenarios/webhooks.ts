/** A CMS that fails: it has to be told all the same, once, or its webhook has to end among the dead letters. */
import type { WebhookAnswer, WebhookBehaviour } from '@meeting-intelligence/testing';
import type { Scenario } from '../scenario.js';
import { met } from './evidence.js';

const QUEUE = 'notification.job.completed.v1';

/** Badly for the first requests of each webhook, then well. */
function atFirst(times: number, badly: WebhookAnswer): WebhookBehaviour {
  const seen = new Map<string, number>();
  return ({ headers }) => {
    const webhookId = String(headers['webhook-id']);
    const count = (seen.get(webhookId) ?? 0) + 1;
    seen.set(webhookId, count);
    return count <= times ? badly : { status: 200 };
  };
}

type Row = readonly [name: string, times: number, badly: WebhookAnswer, what: string];

const passing: readonly Row[] = [
  ['500', 2, { status: 500 }, 'answers 500 twice'],
  ['redirects', 1, { status: 302 }, 'answers with a redirect once'],
  ['hangs', 1, 'hang', 'does not answer the first time'],
  ['resets', 2, 'reset', 'ends the connection twice, after it has read everything'],
  ['slow', 3, { status: 200, afterMs: 1_200 }, 'answers late, and in time'],
];

export const webhookFaults: readonly Scenario[] = [
  ...passing.map(([name, times, badly, what]): Scenario => ({
    name: `webhook/${name}`,
    shows: `the CMS ${what}: it is told under one webhook id until it accepts, and not again`,
    quick: name === '500',
    async inject({ system, load, jobs }) {
      const before = system.cms.webhooks.length;
      system.cms.behave(atFirst(times, badly));
      load.post(jobs);
      const expected = name === 'slow' ? jobs : jobs * (times + 1);
      const requests = await met(() => system.cms.webhooks.length - before, expected, 'a webhook', 30_000);
      return { proof: `${requests} requests for ${jobs} webhooks` };
    },
  })),
  ...(
    [
      ['fails-for-ever', 500, 4, 'exhausted', 'three retries, then its dead letter: the job stays completed'],
      ['is-gone', 410, 1, 'permanent', 'a 410 is not retried'],
    ] as const
  ).map(([name, status, attempts, reason, what]): Scenario => ({
    name: `webhook/${name}`,
    shows: `the CMS answers ${status} always: ${what}`,
    async inject({ system, load, jobs }) {
      const before = system.cms.webhooks.length;
      system.cms.behave(() => ({ status }));
      load.post(jobs);
      await load.allAccepted();
      await met(async () => (await system.broker.deadLetters()).length, jobs, 'a dead letter', 30_000);
      const requests = system.cms.webhooks.length - before;
      if (requests !== jobs * attempts)
        throw new Error(`${requests} requests for ${jobs} webhooks, expected ${attempts} for each`);
      return {
        proof: `${requests} requests for ${jobs} webhooks`,
        exhaustedWebhooks: true,
        deadLetters: load.accepted.map((jobId) => ({
          queue: QUEUE,
          reason,
          code: 'WEBHOOK_REJECTED',
          jobId,
        })),
      };
    },
  })),
];
