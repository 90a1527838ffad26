import { meetingDetails } from '@meeting-intelligence/contracts';
import type { Job } from '../job.js';
import type { JobRow } from './tables.js';

export function jobOf(row: JobRow): Job {
  // A row of an older build lacks what came later.
  return { ...withoutMeeting(row), meeting: meetingDetails.parse(row.meeting) };
}

/** For who goes on with the others where one of them is of a build that writes them otherwise: its `meeting` is undefined. */
export function readableJobOf(
  row: JobRow,
): Omit<Job, 'meeting'> & { readonly meeting: Job['meeting'] | undefined } {
  return { ...withoutMeeting(row), meeting: meetingDetails.safeParse(row.meeting).data };
}

function withoutMeeting(row: JobRow): Omit<Job, 'meeting'> {
  const { id, owner, lane, recording, webhookUrl, sealedOrder, lastSequence, createdAt, updatedAt } = row;
  const { generation, facts } = row;
  return {
    id,
    owner,
    lane,
    recording,
    webhookUrl,
    sealedOrder,
    lastSequence,
    createdAt,
    updatedAt,
    progress: { generation, facts },
  };
}
