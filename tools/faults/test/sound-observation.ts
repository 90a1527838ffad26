import { randomUUID } from 'node:crypto';
import { jobCompleted } from '@meeting-intelligence/contracts';
import type { Observation } from '../src/observation.js';

export const jobId = randomUUID();
export const strangeJob = randomUUID();
const submitted = randomUUID();
export const ended = randomUUID();
const webhookId = randomUUID();
const NOW = 1_000_000;
export const SENT_AT = NOW - 2_000;
export const ACCEPTED_AT = NOW - 1_000;

export const job = {
  id: jobId,
  status: 'completed',
  stage: null,
  step: null,
  generation: 1,
  lastSequence: 2,
  webhookUrl: 'http://cms/hook',
  recordingKey: `recordings/${jobId}`,
};
export const entry = { jobId, sequence: 1, eventId: submitted, type: 'job.submitted.v1', generation: 1 };
export const verdict = { eventId: ended, jobId, type: jobCompleted.type, generation: 1 };
export const meeting = { id: randomUUID(), jobId, missing: [] };
export const delivery = {
  id: webhookId,
  jobId,
  generation: 1,
  outcome: 'completed',
  status: 'delivered',
  attempts: 1,
  acceptedAt: ACCEPTED_AT,
};
export const request = { webhookId, jobId, status: 'completed', receivedAt: SENT_AT, answer: 204 };
export const letter = { queue: 'a.b.dead', jobId, reason: 'poison', code: 'POISON_MESSAGE' };
export const expectedLetter = { queue: 'a.b', jobId, reason: 'poison', code: 'POISON_MESSAGE' };

const ending = { ...entry, sequence: 2, eventId: ended, type: jobCompleted.type };
export const followed = [entry, ending].map(({ sequence, type, generation }) => ({
  sequence,
  type,
  generation,
}));

/** One job that went as it should. */
export const sound: Observation = {
  at: NOW,
  accepted: [jobId],
  before: new Map(),
  jobs: [job],
  events: [entry, ending],
  followed: new Map([[jobId, followed]]),
  verdicts: [verdict],
  meetings: [meeting],
  deliveries: [delivery],
  waitingEvents: [],
  queues: [],
  deadLetters: [],
  webhooks: [request],
  files: [file(`recordings/${jobId}`), file(`events/${jobId}/${submitted}.json`)],
  bill: { submissions: 1, chats: 4, repeated: [] },
  logLines: [{ process: 'ingest', text: 'started' }],
  hidden: new Map([['the key', 'a-long-secret']]),
  untold: new Set(),
  expected: {},
};

export function file(key: string, ageMs = 0) {
  return { key, bytes: 1, modifiedAt: NOW - ageMs };
}
