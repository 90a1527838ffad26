import type { PublicMeeting } from '@meeting-intelligence/contracts';

/** The meeting itself, as `GET /v1/meetings/{id}` answers it. */
export function meetingJson(meeting: PublicMeeting): string {
  return JSON.stringify(meeting);
}
