import { randomUUID } from 'node:crypto';
import { jobFailed } from '@meeting-intelligence/contracts';
import { expect, test } from 'vitest';
import {
  ACCEPTED_AT,
  delivery,
  ended,
  entry,
  expectedLetter,
  file,
  followed,
  job,
  jobId,
  letter,
  meeting,
  request,
  SENT_AT,
  sound,
  strangeJob,
  verdict,
} from '../../test/sound-observation.js';
import { breachesIn } from '../judge.js';
import type { Observation } from '../observation.js';

test('a job that went as it should breaches nothing', () => {
  expect(breachesIn(sound)).toEqual({});
});

test('what is recorded after the end of a job need not have been seen by its followers, and may have been', () => {
  const webhook = { ...entry, sequence: 3, eventId: randomUUID(), type: 'webhook.delivered.v1' };
  const told = { jobs: [{ ...job, lastSequence: 3 }], events: [...sound.events, webhook] };

  expect(breachesIn({ ...sound, ...told })).toEqual({});
  expect(breachesIn({ ...sound, ...told, followed: new Map([[jobId, [...followed, webhook]]]) })).toEqual({});
});

type Row = readonly [what: string, id: string, change: Partial<Observation>, breach: RegExp];

const rows: readonly Row[] = [
  [
    'an accepted job that is unknown',
    'I1',
    { accepted: [jobId, strangeJob] },
    /was accepted \(202\) and is not/,
  ],
  [
    'a job that goes on',
    'I1',
    { jobs: [{ ...job, status: 'processing', stage: 'analysis' }] },
    /has not ended: processing, stage analysis/,
  ],
  ['a job that ended and nobody was told', 'I1', { verdicts: [] }, /no event ever said so/],
  [
    'a job that ended twice',
    'I1',
    { verdicts: [verdict, { ...verdict, eventId: randomUUID() }] },
    /ended 2 times: completed/,
  ],
  [
    'a job of which the others were told otherwise',
    'I1',
    { verdicts: [{ ...verdict, type: jobFailed.type }] },
    /is completed, and the others were told failed/,
  ],
  ['a completed job without a meeting', 'I2', { meetings: [] }, /is completed and has 0 meetings/],
  [
    'a job with two meetings',
    'I2',
    { meetings: [meeting, { ...meeting, id: randomUUID() }] },
    /has 2 meetings: /,
  ],
  [
    'a meeting of no job',
    'I2',
    { meetings: [meeting, { ...meeting, jobId: strangeJob }] },
    /is of job .*, which the ledger does not know/,
  ],
  [
    'a webhook that notification does not know',
    'I3',
    { webhooks: [request, { ...request, webhookId: randomUUID() }] },
    /is unknown to notification/,
  ],
  [
    'two webhooks of one outcome',
    'I3',
    { deliveries: [delivery, { ...delivery, id: randomUUID(), outcome: 'failed', status: 'pending' }] },
    /has the webhooks .*completed.*failed/,
  ],
  [
    'an outcome that nobody was told',
    'I3',
    { deliveries: [], webhooks: [] },
    /nobody was told that generation 1/,
  ],
  [
    'a webhook that told something else',
    'I3',
    { webhooks: [request, { ...request, status: 'failed' }] },
    /told "failed", and it is written down as "completed"/,
  ],
  [
    'a webhook that is pending',
    'I3',
    { deliveries: [{ ...delivery, status: 'pending' }] },
    /is still pending after 1/,
  ],
  [
    'a webhook that was given up',
    'I3',
    { deliveries: [{ ...delivery, status: 'exhausted' }] },
    /was given up after 1/,
  ],
  [
    'a webhook after its 2xx',
    'I3',
    { webhooks: [request, { ...request, receivedAt: ACCEPTED_AT + 7 }] },
    /was sent again 7 ms after/,
  ],
  [
    'a webhook that no CMS accepted',
    'I3',
    { webhooks: [{ ...request, answer: 500 }] },
    /the CMS accepted none/,
  ],
  [
    'an event in an outbox',
    'I4',
    { waitingEvents: [{ service: 'ingest', eventId: ended, lastError: 'no queue' }] },
    /still in the outbox of ingest: no queue/,
  ],
  [
    'a queue that is not empty',
    'I4',
    { queues: [{ queue: 'a.b', total: 3 }] },
    /queue a\.b holds 3 messages/,
  ],
  [
    'a queue that does not answer',
    'I4',
    { queues: [{ queue: 'a.b', total: undefined }] },
    /holds an unknown number of messages/,
  ],
  [
    'a dead letter nobody expects',
    'I4',
    { deadLetters: [letter] },
    /a\.b\.dead holds a dead letter .*\(poison, POISON_MESSAGE\)/,
  ],
  [
    'a dead letter that is not there',
    'I4',
    { expected: { deadLetters: [expectedLetter] } },
    /a\.b\.dead lacks the poison .*POISON_MESSAGE/,
  ],
  [
    'a dead letter with another code',
    'I4',
    { deadLetters: [{ ...letter, code: 'UNEXPECTED' }], expected: { deadLetters: [expectedLetter] } },
    /is no poison \(poison, UNEXPECTED\)/,
  ],
  [
    'a dead letter for another reason',
    'I4',
    { deadLetters: [{ ...letter, reason: 'exhausted' }], expected: { deadLetters: [expectedLetter] } },
    /is no poison \(exhausted/,
  ],
  [
    'a dead letter twice',
    'I4',
    { deadLetters: [letter, letter], expected: { deadLetters: [expectedLetter] } },
    /is no poison/,
  ],
  [
    'a gap in a history',
    'I5',
    { events: [entry, { ...entry, sequence: 3, eventId: ended }] },
    /is 1, 3, its last number is 2/,
  ],
  ['an empty history', 'I5', { events: [], files: [] }, /is empty, its last number is 2/],
  ['a history without its end', 'I5', { events: [entry] }, /is 1, its last number is 2/],
  [
    'an event twice in a history',
    'I5',
    { events: [entry, { ...entry, sequence: 2 }] },
    /is 2 times in the history/,
  ],
  [
    'an event that a follower missed',
    'I5',
    { followed: new Map([[jobId, followed.slice(1)]]) },
    /who followed job .* saw 2 job.completed.v1 \(1\), its history is 1 job.submitted.v1 \(1\), 2 job/,
  ],
  [
    'an event that a follower saw twice',
    'I5',
    { followed: new Map([[jobId, [...followed, followed[1]!]]]) },
    /saw 1 .*, 2 .*, 2 job.completed.v1 \(1\), its history/,
  ],
  [
    'a file that was fetched beside the recording',
    'I6',
    { files: [file(`fetched/${jobId}/${strangeJob}`)] },
    /is not the recording of job .*, which has ended/,
  ],
  ['an object that is of no job', 'I6', { files: [file('leftover')] }, /leftover is no object of a job/],
  [
    'an object of an unknown job',
    'I6',
    { files: [file(`recordings/${strangeJob}`)] },
    /which the ledger does not know/,
  ],
  [
    'an object half written for long',
    'I6',
    { files: [file('.partial/x', 600_000)] },
    /is half written since 600000 ms/,
  ],
  [
    'a suspect of a completed job',
    'I6',
    { files: [file(`suspects/${jobId}/${ended}`)] },
    /is still there, and job .* is completed/,
  ],
  [
    'the data of an event that never was',
    'I6',
    { files: [file(`events/${jobId}/${randomUUID()}.json`)] },
    /is of an event that never happened/,
  ],
  [
    'more submissions than jobs',
    'I7',
    { bill: { submissions: 2, chats: 4, repeated: [] } },
    /2 submissions for 1 generations/,
  ],
  [
    'submissions for jobs of earlier scenarios',
    'I7',
    { before: new Map([[jobId, 1]]) },
    /1 submissions for 0 generations/,
  ],
  [
    'a recording that was submitted again',
    'I7',
    { bill: { submissions: 1, chats: 4, repeated: ['http://x/1'] } },
    /http:\/\/x\/1 was submitted more than once/,
  ],
  [
    'a secret in a log',
    'I8',
    { logLines: [{ process: 'ingest', text: 'key=a-long-secret.' }] },
    /the log of ingest has the key: key=\[SECRET\]\./,
  ],
];

test.each(rows)('%s breaches %s', (_what, id, change, breach) => {
  const breaches = breachesIn({ ...sound, ...change });
  expect(breaches[id]?.join('\n')).toMatch(breach);
});

test.each<readonly [string, Partial<Observation>]>([
  ['an expected dead letter', { deadLetters: [letter], expected: { deadLetters: [expectedLetter] } }],
  [
    'a suspect that is poison',
    {
      files: [file(`suspects/${jobId}/${ended}`)],
      deadLetters: [letter],
      expected: { deadLetters: [expectedLetter] },
    },
  ],
  ['what has just been begun', { files: [file('.partial/x', 1_000)] }],
  [
    'a suspect of a job that failed',
    {
      jobs: [{ ...job, status: 'failed' }],
      verdicts: [{ ...verdict, type: jobFailed.type }],
      deliveries: [{ ...delivery, outcome: 'failed' }],
      webhooks: [{ ...request, status: 'failed' }],
      files: [file(`suspects/${jobId}/${ended}`)],
    },
  ],
  [
    'a webhook that may be given up',
    { deliveries: [{ ...delivery, status: 'exhausted', acceptedAt: null }], untold: new Set([jobId]) },
  ],
  [
    'the same webhook twice before its 2xx was written down',
    { webhooks: [request, { ...request, receivedAt: SENT_AT + 1 }] },
  ],
  [
    'a submission of a second generation',
    {
      jobs: [{ ...job, generation: 2 }],
      before: new Map([[jobId, 1]]),
      verdicts: [verdict, { ...verdict, generation: 2 }],
      deliveries: [{ ...delivery, generation: 2 }],
    },
  ],
  ['the data of an event of its history', { files: [file(`events/${jobId}/${ended}.json`)] }],
])('%s is no breach', (_what, change) => {
  expect(breachesIn({ ...sound, ...change })).toEqual({});
});
