/** Messages that nobody should have sent: twice, out of order, broken, of tomorrow; and those that kill who reads them. */
import {
  openBrokerDoor,
  type BrokerDoor,
  type Malformation,
  type PlacedMessage,
} from '../injectors/index.js';
import { untilQuiet } from '../quiet.js';
import type { Arena, Injected, Scenario } from '../scenario.js';
import { met } from './evidence.js';

const SHARE = 0.2;
const QUIET_MS = 60_000;
/** One for each service, and each kind of what it does. */
const queues = [
  'transcription.job.submitted.v1',
  'analysis.transcript.created.v1',
  'persistence.transcript.created.v1',
  'notification.job.completed.v1',
  'ingest.meeting.completed.v1',
] as const;

interface DeadAs {
  readonly reason: string;
  readonly code: string;
}
const malformations: Readonly<Record<Malformation, DeadAs & { readonly what: string }>> = {
  'not-json': { what: 'bytes that are no JSON', reason: 'malformed', code: 'MESSAGE_MALFORMED' },
  'not-an-envelope': { what: 'JSON that is no event', reason: 'malformed', code: 'MESSAGE_MALFORMED' },
  'wrong-data': {
    what: 'an event whose data break its contract',
    reason: 'permanent',
    code: 'EVENT_INVALID',
  },
};

export const unexpectedMessages: readonly Scenario[] = [
  {
    name: 'messages/duplicated-and-reordered',
    shows: '20 % of all events are published twice, 20 % late, 20 % of all deliveries are handed over late',
    quick: true,
    async inject({ system, load, jobs }) {
      const shuffle = { duplicate: SHARE, reorder: SHARE, late: SHARE, maxDelayMs: 400 };
      const plans = await Promise.all(system.allServices.map((service) => service.arm({ shuffle })));
      load.post(3 * jobs, 50);
      await load.allAccepted();
      await untilQuiet(system, QUIET_MS);
      const happened = (await Promise.all(plans.map((plan) => plan.evidence()))).flat();
      const count = (fault: string) => happened.filter((one) => one.fault === fault).length;
      for (const fault of ['duplicate', 'reorder', 'late'])
        await met(() => count(fault), 3, `a ${fault} message`, 500);
      return { proof: `${count('duplicate')} twice, ${count('reorder') + count('late')} out of order` };
    },
  },
  ...Object.entries(malformations).map(([how, { what, ...deadAs }]): Scenario => ({
    name: `messages/${how}`,
    shows: `${what}, in a queue of every service: it is a dead letter at once, and the others go on`,
    inject: (arena) => place(arena, deadAs, (door, queue) => door.placeMalformed(queue, how as Malformation)),
  })),
  {
    name: 'messages/unknown-version',
    shows: 'an event of a version that nobody knows: a dead letter with that reason, and the others go on',
    inject: (arena) =>
      place(arena, { reason: 'permanent', code: 'EVENT_UNKNOWN' }, (door, queue) =>
        door.placeUnknownVersion(queue),
      ),
  },
];

async function place(
  { system, load, jobs }: Arena,
  deadAs: DeadAs,
  put: (door: BrokerDoor, queue: string) => Promise<PlacedMessage>,
): Promise<Injected> {
  const door = await openBrokerDoor(system.broker.url);
  try {
    const placed: PlacedMessage[] = [];
    for (const queue of queues) placed.push(await put(door, queue));
    load.post(jobs);
    const dead = await met(
      async () => (await system.broker.deadLetters()).length,
      placed.length,
      'a dead letter',
    );
    return {
      proof: `${dead} dead letters for ${placed.length} messages`,
      deadLetters: placed.map(({ queue, jobId }) => ({ queue, jobId, ...deadAs })),
    };
  } finally {
    await door.close();
  }
}
