/** Every invariant is seen to fail: the code that it guards is broken in the running system. */
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { ServiceName } from '@meeting-intelligence/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ProcessFaults } from '../src/injectors/index.js';
import { providerCalls } from '../src/injectors/index.js';
import { Judge } from '../src/judge.js';
import type { Scenario } from '../src/scenario.js';
import { met } from '../src/scenarios/evidence.js';
import { SystemUnderTest } from '../src/system/system-under-test.js';
import { silentConsole } from './silent-console.js';

const preload = pathToFileURL(fileURLToPath(new URL('./sabotage.mjs', import.meta.url))).href;
const jobs = 2;

interface Change {
  /** The end of the path of a compiled file. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

interface Sabotage {
  readonly service: ServiceName;
  readonly changes?: readonly Change[];
  readonly env?: Readonly<Record<string, string>>;
  /** SQL in the database of persistence. */
  readonly sql?: { readonly before: string; readonly after: string };
  /** The fault in which the broken code matters, in the same service or in another one. */
  readonly faults?: ProcessFaults & { readonly in?: ServiceName };
  readonly quietWithinMs?: number;
}

let system: SystemUnderTest;
let judge: Judge;
beforeAll(async () => {
  system = await SystemUnderTest.start({ line: 'installed', console: silentConsole, keep: false });
  judge = new Judge(system, jobs);
}, 120_000);
afterAll(() => system?.stop(), 120_000);

test('nothing is broken by the preload that breaks things', async () => {
  expect(await sabotage({ service: 'notification', changes: [], quietWithinMs: 60_000 })).toEqual({});
}, 90_000);

test('I1: a message that is acknowledged before it is handled is a job that never ends', async () => {
  const breaches = await sabotage({
    service: 'transcription',
    changes: [
      {
        file: 'messaging/dist/rabbitmq/delivery-desk.js',
        find: 'const carriedOut = this.deliverAndSettle(',
        replace: 'receipt.acknowledge(); const carriedOut = this.deliverAndSettle(',
      },
    ],
    faults: { kill: [{ point: 'before-publish', matching: 'transcription.submitted' }] },
  });
  expect(breaches.I1?.[0]).toMatch(/job [0-9a-f-]{36} has not ended: processing/);
}, 60_000);

test('I2: without the inbox, the check of arrivals and the unique key a redelivery makes a second meeting', async () => {
  const breaches = await sabotage({
    service: 'persistence',
    changes: [
      { file: 'messaging/dist/outbox/typeorm-inbox.js', find: 'fresh.length === 0', replace: 'false' },
      {
        file: 'persistence/dist/store-transcript.handler.js',
        find: 'if (!arrival)',
        replace:
          'if (!arrival) await this.meetings.putTranscript(transaction, { jobId, owner }, data); if (!arrival)',
      },
      {
        file: 'persistence/dist/adapters/typeorm-meetings.js',
        find: 'const meetingId = meetingIdOf(jobId);',
        replace: `const before = await transaction.query('select 1 from meetings.meetings where job_id = $1', [jobId]);
          const meetingId = before.length > 0 ? crypto.randomUUID() : meetingIdOf(jobId);`,
      },
    ],
    sql: {
      before: 'alter table meetings.meetings drop constraint meetings_job_id_key',
      after: 'delete from meetings.meetings; alter table meetings.meetings add unique (job_id)',
    },
    faults: { kill: [{ point: 'before-ack', matching: 'persistence.transcript.created' }] },
  });
  expect(breaches.I2?.[0]).toMatch(/job [0-9a-f-]{36} is completed and has 2 meetings/);
}, 60_000);

test('I3: a delivery that may be claimed again is sent again after its 2xx was written down', async () => {
  const breaches = await sabotage({
    service: 'notification',
    changes: [
      {
        file: 'notification/dist/adapters/postgres-deliveries.js',
        find: "and status <> 'delivered' and",
        replace: 'and',
      },
    ],
    faults: { in: 'ingest', shuffle: { duplicate: 1, maxDelayMs: 900 } },
  });
  expect(breaches.I3?.join()).toMatch(/was sent again .* ms after its 2xx was written down/);
}, 60_000);

test('I3: an id made anew for each attempt is a second webhook', async () => {
  const breaches = await sabotage({
    service: 'notification',
    changes: [
      {
        file: 'notification/dist/adapters/axios-webhook-sender.js',
        find: "'webhook-id': deliveryId",
        replace: "'webhook-id': crypto.randomUUID()",
      },
    ],
  });
  expect(breaches.I3?.[0]).toMatch(/webhook [0-9a-f-]{36} of job [0-9a-f-]{36} is unknown to notification/);
}, 60_000);

test('I4: an event that a relay does not delete stays in the outbox', async () => {
  const breaches = await sabotage({
    service: 'notification',
    changes: [
      {
        file: 'messaging/dist/outbox/outbox-relay.js',
        find: 'delete from ${this.tables.outbox} where',
        replace: "update ${this.tables.outbox} set not_before = now() + interval '1 hour' where",
      },
    ],
  });
  expect(breaches.I4?.[0]).toMatch(/event [0-9a-f-]{36} is still in the outbox of notification/);
}, 60_000);

test('I5: a number that is left out is a gap in the history', async () => {
  const breaches = await sabotage({
    service: 'ingest',
    changes: [
      {
        file: 'ingest/dist/adapters/typeorm-job-ledger.js',
        find: 'sequence: lastSequence + index + 1',
        replace: 'sequence: 2 * (lastSequence + index) + 1',
      },
    ],
  });
  expect(breaches.I5?.[0]).toMatch(/the history of job [0-9a-f-]{36} is 1, 3, 5/);
}, 90_000);

test('I5: who comes back to a stream has to be sent what follows, not what follows that', async () => {
  const breaches = await sabotage({
    service: 'ingest',
    changes: [
      {
        file: 'ingest/dist/following/stream-job-events.controller.js',
        find: 'seen ?? job.lastSequence',
        replace: 'seen + 1',
      },
    ],
  });
  expect(breaches.I5?.[0]).toMatch(/who followed job [0-9a-f-]{36} saw 2 .*, its history is 1 job.submitted/);
}, 60_000);

test('I6: without the sweep the recording of a killed upload stays for ever', async () => {
  const breaches = await sabotage({
    service: 'ingest',
    env: { SWEEP_INTERVAL_MS: '3600000' },
    faults: { kill: [{ point: 'after-store', matching: 'recordings/' }] },
    quietWithinMs: 15_000,
  });
  expect(breaches.I6?.[0]).toMatch(/recordings\/\S+ belongs to job \S+, which the ledger does not know/);
}, 90_000);

test('I7: who does not look at what the provider has submits a second time after a crash', async () => {
  const breaches = await sabotage({
    service: 'transcription',
    changes: [
      {
        file: 'transcription/dist/submissions.js',
        find: 'return this.listed(event, signal);',
        replace: 'return undefined;',
      },
      {
        file: 'transcription/dist/submissions.js',
        find: 'const providerJobId = await this.listed(event, signal);',
        replace: 'const providerJobId = undefined;',
      },
    ],
    faults: { kill: [{ point: 'after-provider-call', matching: providerCalls.submit }] },
    quietWithinMs: 20_000,
  });
  expect(breaches.I7?.join()).toMatch(/submissions for|was submitted more than once/);
}, 90_000);

test('I8: a secret that is logged is found', async () => {
  const breaches = await sabotage({
    service: 'notification',
    changes: [
      {
        file: 'notification/dist/adapters/axios-webhook-sender.js',
        find: "return {\n        'webhook-id'",
        replace: "console.log({ secret });\n    return {\n        'webhook-id'",
      },
    ],
  });
  expect(breaches.I8?.[0]).toMatch(/the log of notification has the webhook secret: .*\[SECRET\]/);
}, 60_000);

/** Starts one service anew with broken code, has jobs done, and returns what the judge finds. */
async function sabotage({ service, changes, env, sql, faults, quietWithinMs = 6_000 }: Sabotage) {
  if (sql) await system.databases.query('persistence', sql.before);
  const scenario: Scenario = {
    name: 'sabotage',
    shows: '',
    quietWithinMs,
    async inject({ load }) {
      await system.service(service).start({
        env: { ...env, NODE_OPTIONS: `--import ${preload}`, SABOTAGE: JSON.stringify(changes ?? []) },
      });
      const plan = faults && (await system.service(faults.in ?? service).arm(faults));
      load.post(jobs, 100);
      await load.allAccepted();
      if (plan) await met(async () => (await plan.evidence()).length, 1, 'the fault');
      return { proof: 'injected' };
    },
  };
  const { breaches, faults: others, proof } = await judge.try(scenario, { heal: false });
  if (proof === undefined) throw new Error(`nothing was broken: ${others.join('; ')}`);
  if (sql) await system.databases.query('persistence', sql.after);
  return breaches;
}
