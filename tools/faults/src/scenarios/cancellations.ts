/** A CMS changes its mind. */
import type { JobOutcome } from '@meeting-intelligence/contracts';
import type { Arena, Injected, Scenario } from '../scenario.js';
import type { SystemUnderTest } from '../system/system-under-test.js';
import { faultsMet, met } from './evidence.js';
import { PARTS } from './provider.js';

interface Moment {
  readonly name: string;
  readonly what: string;
  /** Where the ledger has a job that is cancelled. */
  readonly step: string;
  /** What holds the jobs there: a provider that takes its time, and in the end does the work or is asked again. */
  readonly held: (jobs: number) => string;
  /** What a job that is cancelled there may have cost. */
  readonly cost: { readonly submissions: number; readonly chats: number };
}

const moments: readonly Moment[] = [
  {
    name: 'uploading',
    what: 'while the recording is uploaded: it is never submitted',
    step: 'accepted',
    held: (jobs) => `upload:slow=1500*${jobs}`,
    cost: { submissions: 0, chats: 0 },
  },
  {
    name: 'transcribing',
    what: 'while it is transcribed: the transcript is not analysed',
    step: 'submitted',
    held: (jobs) => `get:slow=1500*${jobs}`,
    cost: { submissions: 1, chats: 0 },
  },
  {
    name: 'analysing',
    what: 'while one part of its analysis gets no answer: that part is not asked for again',
    step: 'transcribed',
    held: (jobs) => `chat.decisions:hang*${jobs}`,
    cost: { submissions: 1, chats: PARTS - 1 },
  },
];

export const cancellations: readonly Scenario[] = [
  ...moments.map((moment): Scenario => ({
    name: `cancel/${moment.name}`,
    shows: `every second job is cancelled ${moment.what}; it ends once, and its CMS is told`,
    inject: (arena) => cancelAt(arena, moment),
  })),
  {
    name: 'cancel/under-load',
    shows:
      'every second job is cancelled as it is accepted, wherever the others are: a 202 is kept, and nothing late changes it',
    async inject({ system, load, jobs }) {
      await system.provider.setFaults(`get:slow=600*${jobs}`);
      load.post(3 * jobs, 120);
      const cancelled: string[] = [];
      for (let index = 0; index < 3 * jobs; index += 2) {
        await met(() => load.accepted.length, index + 1, 'an accepted job');
        const id = load.accepted[index] ?? '';
        if (await cancel(system, id)) cancelled.push(id);
      }
      await met(() => cancelled.length, jobs, 'a cancelled job', 500);
      return { proof: `${cancelled.length} jobs were cancelled`, endings: allCancelled(cancelled) };
    },
  },
];

async function cancelAt({ system, load, jobs }: Arena, moment: Moment): Promise<Injected> {
  const { step, held, cost } = moment;
  await system.provider.setFaults(held(jobs));
  load.post(jobs);
  const accepted = await load.allAccepted();
  const toCancel = new Set(accepted.filter((_id, index) => index % 2 === 0));
  await faultsMet(system);
  const cancelled: string[] = [];
  const cancelThoseThere = async () => {
    const there = (await system.databases.jobs()).filter((job) => toCancel.has(job.id) && job.step === step);
    for (const { id } of there) {
      toCancel.delete(id);
      if (await cancel(system, id)) cancelled.push(id);
    }
    return cancelled.length;
  };
  await met(cancelThoseThere, Math.ceil(jobs / 2), `a job that is cancelled when it is ${step}`);
  const left = jobs - cancelled.length;
  return {
    proof: `${cancelled.length} of ${jobs} jobs were cancelled when they were ${step}`,
    endings: allCancelled(cancelled),
    chargedAtMost: {
      submissions: left + cost.submissions * cancelled.length,
      chats: PARTS * left + cost.chats * cancelled.length,
    },
  };
}

/** Whether it was in time: a 202. A 409 says that the job has ended. */
async function cancel(system: SystemUnderTest, id: string): Promise<boolean> {
  const response = await fetch(`${system.gateways[0]}/v1/jobs/${id}/cancel`, {
    method: 'POST',
    headers: system.credentials,
  });
  await response.text();
  if (response.status !== 202 && response.status !== 409)
    throw new Error(`a cancellation was answered with ${response.status}`);
  return response.status === 202;
}

function allCancelled(ids: readonly string[]): Map<string, JobOutcome> {
  return new Map(ids.map((id) => [id, 'cancelled']));
}
