/** The providers: limits, outages, silence, nonsense, replies that are lost after the work was done. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Degraded, ExpectedDeadLetter } from '../observation.js';
import type { Scenario } from '../scenario.js';
import { faultsMet, met } from './evidence.js';

type Row = readonly [name: string, faults: string, times: number, what: string, options?: RowOptions];
interface RowOptions {
  readonly quick?: true;
  /** What the language provider refuses to say is missing in so many meetings, for good. */
  readonly degraded?: Degraded;
  /** No part of an analysis may be asked for again that was answered before. */
  readonly answeredOnce?: true;
}

/** What a meeting costs at the language provider. */
export const PARTS = 4;

/** Each is met a few times and passes: every job has to be completed, and paid for once. */
const passing: readonly Row[] = [
  ['speech/upload-503', 'upload:503*3', 3, 'it answers an upload with 503'],
  ['speech/upload-hangs', 'upload:hang*2', 2, 'it never answers an upload'],
  ['speech/upload-lost-reply', 'upload:lost-reply*2', 2, 'it took an upload, and its answer is lost'],
  ['speech/submit-503', 'submit:503*3', 3, 'it answers a submission with 503'],
  ['speech/submit-429', 'submit:429=1*3', 3, 'it answers a submission with 429 and Retry-After: 1'],
  ['speech/submit-hangs', 'submit:hang*2', 2, 'it never answers a submission'],
  ['speech/submit-reset', 'submit:reset*3', 3, 'it ends the connection before it did anything'],
  [
    'speech/submit-lost-reply',
    'submit:lost-reply*3',
    3,
    'it accepted a submission, and its answer is lost: it is found in its list, and not submitted again',
    { quick: true },
  ],
  ['speech/submit-cut', 'submit:cut*2', 2, 'it accepted a submission and answers with half of a JSON'],
  [
    'speech/submit-malformed',
    'submit:wrong-schema*2',
    2,
    'it accepted a submission and answers with JSON of another shape',
  ],
  ['speech/get-503', 'get:503*3', 3, 'it answers with 503 when asked for a transcript'],
  ['speech/get-429', 'get:429=1*3', 3, 'it answers with 429 and Retry-After: 1 when asked for a transcript'],
  ['speech/get-hangs', 'get:hang*2', 2, 'it never answers when asked for a transcript'],
  ['speech/get-cut', 'get:cut*2', 2, 'it answers with half of a transcript'],
  ['speech/get-malformed', 'get:wrong-schema*2', 2, 'it answers with JSON that is no transcript'],
  ['speech/list-503', 'list:503*2', 2, 'it answers with 503 when asked what was submitted'],
  [
    'language/503',
    'chat.decisions:503*3',
    3,
    'it answers one part of an analysis with 503: that part is asked for again, and no other',
    { answeredOnce: true },
  ],
  ['language/429', 'chat:429=1*3', 3, 'it answers with 429 and Retry-After: 1'],
  ['language/hangs', 'chat:hang*2', 2, 'it never answers'],
  ['language/reset', 'chat:reset*3', 3, 'it ends the connection before it did anything'],
  ['language/lost-reply', 'chat:lost-reply*2', 2, 'it did the work, and its answer is lost'],
  ['language/cut', 'chat:cut*2', 2, 'it answers with half of a JSON'],
  ['language/malformed', 'chat:wrong-schema*2', 2, 'it answers with JSON of another shape'],
  [
    'language/refuses',
    'chat.decisions:refusal*2',
    2,
    'it refuses one part of two meetings: that part is missing there, and nothing else is',
    { degraded: { parts: ['decisions'], meetings: 2 } },
  ],
];

const OUTAGE_MS = 6_000;

export const providerFaults: readonly Scenario[] = [
  ...passing.map(([name, faults, times, what, { quick, degraded, answeredOnce } = {}]): Scenario => ({
    name: `provider/${name}`,
    shows: `the ${name.startsWith('speech') ? 'speech' : 'language'} provider: ${what}`,
    quick,
    async inject({ system, load, jobs }) {
      await system.provider.setFaults(faults);
      load.post(jobs, 50);
      await load.allAccepted();
      const proof = `met ${await faultsMet(system, times)} times`;
      return { proof, degraded, ...(answeredOnce && { chargedAtMost: { chats: PARTS * jobs } }) };
    },
  })),
  ...(['speech', 'chat'] as const).map((endpoint): Scenario => ({
    name: `provider/${endpoint === 'chat' ? 'language' : 'speech'}/outage`,
    shows:
      'a provider is away for longer than all retries together: the breaker parks the work, no job fails for it',
    quick: endpoint === 'speech' || undefined,
    async inject({ system, load, jobs }) {
      await system.provider.setFaults(`${endpoint}:503`);
      load.post(jobs);
      const times = await faultsMet(system, 3);
      await sleep(OUTAGE_MS);
      const total = await system.provider.faultsApplied();
      await system.provider.clearFaults();
      return { proof: `met ${Math.max(times, total)} times in ${OUTAGE_MS / 1_000} s` };
    },
  })),
  {
    name: 'provider/language/runs-out-of-tokens',
    shows:
      'it stops in the middle of one part of every meeting: that part is asked for once more, then it is missing, and nothing else is',
    async inject({ system, load, jobs }) {
      await system.provider.setFaults(`chat.action_items:length*${2 * jobs}`);
      load.post(jobs, 50);
      const times = await faultsMet(system, 2 * jobs);
      return { proof: `met ${times} times`, degraded: { parts: ['action_items'], meetings: jobs } };
    },
  },
  {
    name: 'provider/speech/refuses-a-recording',
    shows: 'a permanent error is not retried: one request, one failed webhook, one dead letter for each job',
    inject: async ({ system, load, jobs }) => {
      await system.provider.setFaults('submit:400');
      load.post(jobs);
      await load.allAccepted();
      await faultsMet(system, jobs);
      const dead = await met(async () => (await system.broker.deadLetters()).length, jobs, 'a dead letter');
      const requests = await system.provider.faultsApplied();
      if (requests !== jobs) throw new Error(`${requests} submissions of ${jobs} recordings: it was retried`);
      return {
        proof: `${requests} requests, ${dead} dead letters`,
        ending: 'failed',
        chargedAtMost: { submissions: 0, chats: 0 },
        deadLetters: each(load.accepted, 'transcription.recording.prepared.v1', 'SPEECH_PROVIDER_REJECTED'),
      };
    },
  },
  {
    name: 'provider/speech/fails-at-a-recording',
    shows:
      'the provider accepts recordings and cannot transcribe them: each job fails once, and is paid for once',
    inject: async ({ system, load, jobs }) => {
      await system.provider.setFaults(`submit:error*${jobs}`);
      load.post(jobs);
      await load.allAccepted();
      await met(async () => (await system.broker.deadLetters()).length, jobs, 'a dead letter');
      return {
        proof: `met ${await system.provider.faultsApplied()} times`,
        ending: 'failed',
        chargedAtMost: { submissions: jobs, chats: 0 },
        deadLetters: each(load.accepted, 'transcription.transcription.submitted.v1', 'TRANSCRIPTION_FAILED'),
      };
    },
  },
];

function each(jobIds: readonly string[], queue: string, code: string): ExpectedDeadLetter[] {
  return jobIds.map((jobId) => ({ queue, reason: 'permanent', code, jobId }));
}
