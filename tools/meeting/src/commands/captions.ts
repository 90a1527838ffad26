import type { CaptionFormat } from '../arguments.js';
import { exitCodes } from '../exit-codes.js';
import type { Session } from '../session.js';
import { meetingIdOf } from './result.js';

/** By the id of the job or of the meeting itself, exactly as the service writes it. */
export async function captions(session: Session, id: string, format: CaptionFormat): Promise<number> {
  const found = await meetingIdOf(session, id);
  if ('exitCode' in found) return found.exitCode;
  const { data } = await session.client.api.GET('/v1/meetings/{id}/transcript', {
    params: { path: { id: found.meetingId }, query: { format } },
    parseAs: 'text',
  });
  // An empty answer is no data at all.
  const text = data === undefined ? '' : String(data);
  session.output.result(text.replace(/\n$/, ''), { format, text });
  return exitCodes.done;
}
